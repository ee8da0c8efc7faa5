// The offence ladder: what the composer suggests for somebody's first offence, their second, and so on.
import { Plus, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { formatDuration } from '../../lib/format.ts';
import { moved, ordinal } from '../../lib/presets.ts';
import { useApp } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from './card.tsx';
import { DurationField } from './duration-field.tsx';
import { ListRow, useFocusAfter } from './list-row.tsx';
import { useSetSettings } from './use-settings.ts';

const MOST = 20;
type Ladder = readonly (number | null)[];

export function LadderForm() {
  const set = useSetSettings();
  const ladder = useApp((state) => state.settings?.ladder) ?? [];
  const defaults = useApp((state) => state.defaults?.ladder) ?? ladder;
  const [problem, setProblem] = useState<string | null>(null);
  const focusAfter = useFocusAfter(ladder);
  const save = (next: Ladder, focus?: number): void => {
    setProblem(null);
    if (next === ladder) return;
    if (focus !== undefined) focusAfter(`ladder-${focus}`);
    void set({ ladder: [...next] });
  };
  return (
    <Card
      title="Offence ladder"
      text="What is suggested for somebody’s next offence, counted from their bans and timeouts in the channel. Write a timeout, or ban."
    >
      <ol>
        {ladder.map((length, index) => {
          const name = `${ordinal(index + 1)} offence`;
          return (
            <ListRow
              key={`${index} ${String(length)}`}
              {...{ index, name }}
              count={ladder.length}
              onMove={(to) => save(moved(ladder, index, to), to)}
              onRemove={ladder.length > 1 ? () => save(ladder.toSpliced(index, 1)) : undefined}
            >
              <span className="w-10 text-mute">{ordinal(index + 1)}</span>
              <span className="w-28">
                <DurationField
                  id={`ladder-${index}`}
                  label={name}
                  value={length}
                  canBan
                  onProblem={setProblem}
                  onMove={(step) => save(moved(ladder, index, index + step), index + step)}
                  onSave={(next) => save(ladder.with(index, next))}
                />
              </span>
              {index === ladder.length - 1 && <span className="text-mute">and every one after it</span>}
            </ListRow>
          );
        })}
      </ol>
      {problem !== null && (
        <p role="alert" className="pt-1 text-danger">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 pt-2">
        <Button
          disabled={ladder.length >= MOST}
          onClick={() => save([...ladder, ladder.at(-1) ?? null], ladder.length)}
        >
          <Plus size={14} aria-hidden="true" /> Add a step
        </Button>
        {ladder.join() !== defaults.join() && (
          <Button look="quiet" onClick={() => save(defaults)}>
            <RotateCcw size={14} aria-hidden="true" /> As it was: {describe(defaults)}
          </Button>
        )}
      </div>
    </Card>
  );
}

/** `10m, 1h, 1d, then ban`. */
function describe(ladder: Ladder): string {
  const words = ladder.map((length) => (length === null ? 'ban' : formatDuration(length)));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')}, then ${words.at(-1) ?? ''}`;
}
