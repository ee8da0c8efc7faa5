// What holds a person out in the other channels one sees: one line each.
import type { BanView } from '../../../shared/model.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { channelOf, openChannel, openPerson } from '../../lib/store.ts';
import { Kind, Remaining } from '../../ui/marks.tsx';

const SHOWN = 5;

export function Elsewhere({
  current,
  channelId,
  name,
}: {
  readonly current: readonly BanView[];
  readonly channelId: string;
  readonly name: string;
}) {
  const others = current.filter((ban) => ban.channelId !== channelId);
  if (others.length === 0) return null;
  return (
    <section aria-label="In other channels" className="border-b border-line px-3.5 py-2">
      <h3 className="pb-1 text-xs font-semibold text-mute">In other channels</h3>
      <ul className="grid gap-0.5">
        {others.slice(0, SHOWN).map((ban) => (
          <Place key={ban.id} ban={ban} name={name} />
        ))}
      </ul>
      {others.length > SHOWN && <p className="text-xs text-mute">and {others.length - SHOWN} more</p>}
    </section>
  );
}

function Place({ ban, name }: { readonly ban: BanView; readonly name: string }) {
  const { store } = useServices();
  const channel = useApp((state) => channelOf(state, ban.channelId)?.displayName ?? ban.channelId);
  const open = (): void => {
    openChannel(store, ban.channelId);
    openPerson(store, ban.channelId, ban.userId, name);
  };
  return (
    <li className="flex items-center gap-2">
      <button
        type="button"
        onClick={open}
        className="min-w-0 flex-1 truncate rounded-sm text-left hover:underline"
        title={ban.reason}
      >
        {channel}
      </button>
      <Kind kind={ban.kind} />
      {ban.kind === 'timeout' && (
        <span className="text-xs text-mute">
          <Remaining ban={ban} />
        </span>
      )}
    </li>
  );
}
