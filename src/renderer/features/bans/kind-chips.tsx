// The chips that narrow the list to one kind, each with the channel's own count.
import type { RestrictionKind } from '../../../shared/model.ts';
import { formatCount } from '../../lib/format.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { KINDS } from '../../lib/words.tsx';
import { Chip } from '../../ui/button.tsx';

const CHIPS = ['ban', 'timeout', 'unknown'] as const satisfies readonly RestrictionKind[];

export function KindChips({
  shown,
}: {
  /** How many rows a filter leaves, in words; empty without one. */ readonly shown: string;
}) {
  const { store } = useServices();
  const kinds = useApp((state) => state.kinds);
  const counts = useApp((state) => currentChannel(state)?.status.counts);
  const all = counts === undefined ? 0 : counts.ban + counts.timeout + counts.unknown;
  const toggle = (kind: RestrictionKind): void =>
    store.setState({ kinds: kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind] });
  return (
    <div
      role="group"
      aria-label="Kinds shown"
      className="flex min-w-0 items-center gap-1.5 overflow-x-auto -m-0.5 p-0.5 @max-[30rem]/tools:max-w-[calc(100%-2.75rem)]"
    >
      <Chip isOn={kinds.length === 0} onClick={() => store.setState({ kinds: [] })}>
        All <span>{formatCount(all)}</span>
      </Chip>
      {CHIPS.filter((kind) => kind !== 'unknown' || (counts?.unknown ?? 0) > 0 || kinds.includes('unknown')).map(
        (kind) => (
          <Chip key={kind} isOn={kinds.includes(kind)} onClick={() => toggle(kind)}>
            {KINDS[kind].word} <span>{formatCount(counts?.[kind] ?? 0)}</span>
          </Chip>
        ),
      )}
      <span role="status" className="sr-only">
        {shown}
      </span>
    </div>
  );
}
