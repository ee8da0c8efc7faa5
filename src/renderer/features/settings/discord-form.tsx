// A webhook, new or changed: its address, which is never shown again, and what it is told.
import { useState, type FormEvent } from 'react';
import { NOTICE_KINDS, type NoticeKind } from '../../../shared/notice.ts';
import type { DiscordHookView } from '../../../shared/contract/notify.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { NOTICE_WORDS } from '../../lib/notice-words.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { byRole } from '../../lib/store.ts';
import { Button, Chip } from '../../ui/button.tsx';
import { INPUT, Labelled, TextField } from '../../ui/field.tsx';

const FIRST_KINDS: readonly NoticeKind[] = ['ban', 'timeout', 'unban', 'lift', 'warning', 'moderators', 'alert'];

interface Draft {
  readonly url: string;
  readonly name: string;
  readonly channelId: string | null;
  readonly kinds: readonly NoticeKind[];
}

export function DiscordForm({ hook, onDone }: { readonly hook: DiscordHookView | null; readonly onDone: () => void }) {
  const { bridge, say } = useServices();
  const [draft, setDraft] = useState<Draft>(
    hook === null
      ? { url: '', name: '', channelId: null, kinds: FIRST_KINDS }
      : { url: '', name: hook.name, channelId: hook.channelId, kinds: hook.kinds },
  );
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isWhole = draft.name.trim() !== '' && draft.kinds.length > 0 && (hook !== null || draft.url.trim() !== '');

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isWhole || isBusy) return;
    setBusy(true);
    const { url, ...rest } = draft;
    const fields = { ...rest, name: rest.name.trim(), kinds: [...rest.kinds] };
    const reply =
      hook === null
        ? await bridge.call('discord.add', { ...fields, url })
        : await bridge.call('discord.change', {
            ...fields,
            hookId: hook.hookId,
            ...(url.trim() === '' ? {} : { url }),
          });
    setBusy(false);
    if (!reply.ok) return setFault(faultOf(reply.error));
    say.note(hook === null ? 'Webhook added' : 'Webhook changed', fields.name);
    onDone();
  }

  return (
    <form
      onSubmit={(event) => void save(event)}
      aria-label={hook === null ? 'New webhook' : `Change ${hook.name}`}
      className="flex flex-col gap-3 rounded-md border border-line bg-s2 px-3 py-3"
    >
      <Where draft={draft} isNew={hook === null} fault={fault} onChange={(next) => (setFault(null), setDraft(next))} />
      <Kinds kinds={draft.kinds} onChange={(kinds) => setDraft({ ...draft, kinds })} />
      {fault !== null && (
        <p role="alert" className="text-danger">
          {fault}
        </p>
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" look="primary" disabled={!isWhole || isBusy}>
          {hook === null ? 'Add' : 'Save'}
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}

function Where({
  draft,
  isNew,
  fault,
  onChange,
}: {
  readonly draft: Draft;
  readonly isNew: boolean;
  readonly fault: string | null;
  readonly onChange: (draft: Draft) => void;
}) {
  const channels = byRole(useApp((state) => state.channels) ?? []).filter(({ mode }) => mode !== 'viewer');
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Labelled word={isNew ? 'Address of the webhook' : 'New address (left empty: the old one stays)'}>
          {(id) => (
            <TextField
              id={id}
              type="password"
              autoComplete="off"
              placeholder="https://discord.com/api/webhooks/…"
              value={draft.url}
              maxLength={400}
              aria-invalid={fault !== null}
              onChange={(event) => onChange({ ...draft, url: event.target.value })}
            />
          )}
        </Labelled>
      </div>
      <Labelled word="Name here">
        {(id) => (
          <TextField
            id={id}
            placeholder="mod log"
            value={draft.name}
            maxLength={40}
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled word="Channel on Twitch">
        {(id) => (
          <select
            id={id}
            value={draft.channelId ?? ''}
            onChange={(event) => onChange({ ...draft, channelId: event.target.value || null })}
            className={`${INPUT} w-full`}
          >
            <option value="">All channels</option>
            {channels.map((channel) => (
              <option key={channel.id} value={channel.id}>
                {channel.displayName}
              </option>
            ))}
          </select>
        )}
      </Labelled>
    </div>
  );
}

function Kinds({
  kinds,
  onChange,
}: {
  readonly kinds: readonly NoticeKind[];
  readonly onChange: (kinds: readonly NoticeKind[]) => void;
}) {
  const flip = (kind: NoticeKind): void =>
    onChange(NOTICE_KINDS.filter((one) => (one === kind) !== kinds.includes(one)));
  return (
    <div role="group" aria-label="What it is told" className="flex flex-wrap gap-1.5">
      {NOTICE_KINDS.map((kind) => (
        <Chip key={kind} isOn={kinds.includes(kind)} onClick={() => flip(kind)}>
          {NOTICE_WORDS[kind]}
        </Chip>
      ))}
    </div>
  );
}

function faultOf(error: Parameters<typeof describeError>[0]): string {
  if (error.code === 'INVALID_REQUEST' && error.details.reason === 'not_a_webhook')
    return 'This is not the address of a Discord webhook. Copy it in Discord: Server settings, Integrations, Webhooks, Copy Webhook URL.';
  if (error.code === 'SERVICE_UNAVAILABLE' && error.details.reason === 'demo')
    return 'The demo sends nothing out of this machine. Set webhooks up in your own Modkeep.';
  return oneLine(describeError(error));
}
