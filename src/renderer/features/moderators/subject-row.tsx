// One account or dock key with its rights: ticked, saved in one go, taken back to what is usual; a key can be removed.
import { Key, User } from 'lucide-react';
import { useRef, useState } from 'react';
import type { SubjectView } from '../../../shared/contract/rights.ts';
import type { ChannelView } from '../../../shared/model.ts';
import { RIGHTS, type Right } from '../../../shared/permissions.ts';
import { formatWhen } from '../../lib/format.ts';
import { RIGHT_WORDS, standingOf, type Standing } from '../../lib/rights.ts';
import { useApp, useMinute, useServices, useWhyNot } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';

export const RIGHTS_COLUMNS = 'grid items-center gap-x-2 px-3 grid-cols-[minmax(9rem,1fr)_repeat(5,5rem)_8.5rem]';
const NARROW = '@max-[46rem]:flex @max-[46rem]:flex-wrap @max-[46rem]:gap-y-1.5 @max-[46rem]:py-2';

export interface SubjectRowProps {
  readonly subject: SubjectView;
  /** Null: all channels. */
  readonly channel: ChannelView | null;
  /** When a key was made; null where that is not known or it is none. */
  readonly madeAt: string | null;
}

export function SubjectRow({ subject, channel, madeAt }: SubjectRowProps) {
  const standing = standingOf(subject, channel);
  const present = standing.permissions.join();
  // What was ticked means something only beside the rights it was begun from.
  const [edited, setEdited] = useState<{ from: string; rights: readonly Right[] } | null>(null);
  const draft = edited?.from === present ? edited.rights : null;
  const setDraft = (rights: readonly Right[] | null): void =>
    setEdited(rights === null ? null : { from: present, rights });
  const row = useRef<HTMLDivElement>(null);
  const set = useSetRights(subject, channel);
  const notChange = useWhyNot('moderators.setPermissions');
  const shown = draft ?? standing.permissions;
  const isDirty = draft !== null && draft.join() !== present;
  const toggle = (right: Right): void => setDraft(RIGHTS.filter((one) => shown.includes(one) !== (one === right)));
  const send = async (permissions: readonly Right[] | null): Promise<void> => {
    if (await set(permissions)) setDraft(null);
    // The button that was pressed may be gone by now.
    row.current?.querySelector('input')?.focus();
  };
  return (
    <div ref={row} role="row" className={`${RIGHTS_COLUMNS} ${NARROW} min-h-11 border-b border-line py-1`}>
      <Who subject={subject} standing={standing} madeAt={madeAt} />
      {RIGHTS.map((right) => (
        <span key={right} role="cell" className="flex justify-center">
          <label className="flex items-center gap-1.5 rounded-md p-1" title={RIGHT_WORDS[right].text}>
            <input
              type="checkbox"
              className="size-4 accent-accent disabled:opacity-60"
              checked={shown.includes(right)}
              disabled={standing.isFixed || notChange !== null}
              title={notChange ?? undefined}
              onChange={() => toggle(right)}
            />
            <span className="@min-[46rem]:sr-only">{RIGHT_WORDS[right].title}</span>
          </label>
        </span>
      ))}
      <span role="cell" className="flex items-center justify-end gap-1 @max-[46rem]:ml-auto">
        {isDirty ? (
          <>
            <Button look="quiet" onClick={() => setDraft(null)}>
              Cancel
            </Button>
            <Button look="primary" onClick={() => void send(draft)}>
              Save
            </Button>
          </>
        ) : (
          <RowActions subject={subject} standing={standing} whyNot={notChange} onReset={() => void send(null)} />
        )}
      </span>
    </div>
  );
}

function Who({
  subject,
  standing,
  madeAt,
}: Pick<SubjectRowProps, 'subject' | 'madeAt'> & { readonly standing: Standing }) {
  const now = useMinute();
  const shownName = useApp((state) => state.accounts.find(({ id }) => id === subject.id)?.displayName);
  const owned = useApp((state) =>
    state.channels?.some(({ id, mode }) => subject.kind === 'account' && id === subject.id && mode === 'broadcaster'),
  );
  const isKey = subject.kind === 'key';
  const Icon = isKey ? Key : User;
  const made = madeAt === null ? '' : ` made ${formatWhen(madeAt, now)}`;
  // In its own channel an account may do everything, whatever is set here.
  const elsewhere = owned && !standing.isFixed ? ' · everything in its own channel' : '';
  return (
    <span role="rowheader" className="flex min-w-0 items-center gap-2 @max-[46rem]:w-full">
      <Icon size={16} className="shrink-0 text-mute" aria-hidden="true" />
      <span className="min-w-0">
        <span className="block truncate font-medium">{shownName ?? subject.name}</span>
        <span className="block text-xs text-mute">
          {isKey ? `dock key${made}` : 'account'} · {standing.why}
          {elsewhere}
        </span>
      </span>
    </span>
  );
}

function RowActions({
  subject,
  standing,
  whyNot,
  onReset,
}: {
  readonly subject: SubjectView;
  readonly standing: Standing;
  readonly whyNot: string | null;
  readonly onReset: () => void;
}) {
  const { bridge, store, say } = useServices();
  const remove = async (): Promise<void> => {
    const reply = await bridge.call('keys.remove', { keyId: subject.id });
    if (!reply.ok) say.failed(reply.error);
    else say.note(`The key “${subject.name}” is gone`, 'Whoever was connected with it is cut off.');
  };
  const ask = (): void =>
    store.setState({
      question: {
        title: `Remove the key “${subject.name}”?`,
        text: 'Whoever is connected with it is cut off at once. It cannot be brought back, only replaced by another.',
        action: 'Remove',
        onYes: () => void remove(),
      },
    });
  const disabled = whyNot !== null;
  return (
    <>
      {standing.isOwn && (
        <Button look="quiet" disabled={disabled} title={whyNot ?? 'Back to what is usual'} onClick={onReset}>
          Reset
        </Button>
      )}
      {subject.kind === 'key' && (
        <Button
          look="quiet"
          disabled={disabled}
          title={whyNot ?? undefined}
          aria-label={`Remove the key ${subject.name}`}
          onClick={ask}
        >
          Remove
        </Button>
      )}
    </>
  );
}

/** Resolves to true when it was taken. Null takes the row back. */
function useSetRights({ kind, id, name }: SubjectView, channel: ChannelView | null) {
  const { bridge, say } = useServices();
  return async (rights: readonly Right[] | null): Promise<boolean> => {
    const place = channel === null ? {} : { channelId: channel.id };
    const permissions = rights === null ? null : [...rights];
    const who = kind === 'key' ? { keyId: id } : { userId: id };
    const reply = await bridge.call('moderators.setPermissions', { ...who, ...place, permissions });
    if (!reply.ok) {
      say.failed(reply.error, name);
      return false;
    }
    const { ignored } = reply.value;
    say.note(
      rights === null ? `${name}: back to what is usual` : `Rights of ${name} saved`,
      ignored.length === 0 ? '' : `Left out, because they are no rights: ${ignored.join(', ')}.`,
    );
    return true;
  };
}
