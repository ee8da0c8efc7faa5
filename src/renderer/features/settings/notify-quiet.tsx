// When nothing is shown or sounds: hours of the day, and while the channel streams.
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { QuietHours } from '../../../shared/notice.ts';
import { useApp } from '../../lib/services.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { INPUT, Row, Toggle } from '../../ui/field.tsx';
import { Card } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

const MOST = 5;

export function NotifyQuiet() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  const { quietHours: hours } = settings;
  const change = (index: number, range: QuietHours | null): void =>
    void set({ quietHours: hours.flatMap((one, at) => (at !== index ? one : (range ?? []))) });
  return (
    <Card title="Quiet" text="Then nothing is shown or sounds here. Activity and Discord go on as always.">
      <Row title="Quiet hours" text={hours.length === 0 ? 'None.' : 'By this machine’s clock.'}>
        <div className="flex flex-col items-end gap-1.5">
          {hours.map((range, index) => (
            <Hours
              key={`${index} ${range.from} ${range.to}`}
              range={range}
              number={index + 1}
              onChange={(next) => change(index, next)}
            />
          ))}
          {hours.length < MOST && (
            <Button onClick={() => void set({ quietHours: [...hours, { from: '22:00', to: '08:00' }] })}>
              <Plus size={14} aria-hidden="true" /> Add quiet hours
            </Button>
          )}
        </div>
      </Row>
      <Row title="Quiet while streaming" text="As long as one of your own channels is live on Twitch.">
        <Toggle
          label="Quiet while streaming"
          isOn={settings.quietOnAir}
          onChange={(on) => void set({ quietOnAir: on })}
        />
      </Row>
      <Row title="Except for danger" text="Alerts that must not wait are told all the same.">
        <Toggle
          label="Danger is told in quiet hours too"
          isOn={settings.quietLetsDanger}
          onChange={(on) => void set({ quietLetsDanger: on })}
        />
      </Row>
    </Card>
  );
}

function Hours({
  range,
  number,
  onChange,
}: {
  readonly range: QuietHours;
  readonly number: number;
  readonly onChange: (range: QuietHours | null) => void;
}) {
  const [typed, setTyped] = useState(range);
  const isSame = typed.from === typed.to;
  const save = (): void => {
    const isWhole = typed.from !== '' && typed.to !== '' && !isSame;
    if (isWhole && (typed.from !== range.from || typed.to !== range.to)) onChange(typed);
  };
  const field = (end: 'from' | 'to') => (
    <input
      type="time"
      aria-label={`Quiet hours ${number}: ${end}`}
      aria-invalid={isSame || typed[end] === ''}
      value={typed[end]}
      onChange={(event) => setTyped({ ...typed, [end]: event.target.value })}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
      className={`${INPUT} w-34`}
    />
  );
  return (
    <div className="flex flex-wrap items-center justify-end gap-1.5">
      {field('from')} to {field('to')}
      <span className="w-20 text-mute">{typed.to < typed.from ? 'next day' : ''}</span>
      <IconButton label={`Quiet hours ${number}: remove`} onClick={() => onChange(null)}>
        <X size={14} />
      </IconButton>
      {isSame && (
        <p role="alert" className="w-full text-right text-danger">
          They end as they begin.
        </p>
      )}
    </div>
  );
}
