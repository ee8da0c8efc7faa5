// When it happens: bans and timeouts by weekday and local hour. The number of a square is told, not only its shade.
import { formatCount, hourWords, plural, WEEKDAYS } from '../../lib/format.ts';
import { AsTable, Picture } from './picture.tsx';
import { WEEKDAY_NAMES } from './stats-words.ts';
import { useMarks, useWidth } from './use-marks.ts';

const HOURS = 24;
const LEFT = 34;
const ROW = 20;
const FOOT = 18;

export function HeatMap({
  hours,
  timeZone,
  onPick,
}: {
  readonly hours: readonly number[];
  readonly timeZone: string;
  /** The hour of the week, Monday 0 h = 0. */
  readonly onPick: (weekHour: number) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>(480);
  const { shown, mark } = useMarks(hours.length, HOURS, onPick);
  const most = Math.max(1, ...hours);
  const step = (width - LEFT) / HOURS;
  const told = (index: number): string =>
    `${hourWords(index)}: ${plural(hours[index] ?? 0, 'ban or timeout', 'bans and timeouts')}`;
  return (
    <Picture
      title="Hour and weekday"
      told={shown === null ? null : told(shown)}
      table={
        <AsTable
          head={['Hour', ...WEEKDAYS]}
          rows={Array.from({ length: HOURS }, (_, hour) => [
            `${String(hour).padStart(2, '0')}:00`,
            ...WEEKDAY_NAMES.map((_name, day) => formatCount(hours[day * HOURS + hour] ?? 0)),
          ])}
        />
      }
      hint={`Local hours (${timeZone}). Most: ${formatCount(most)} in one hour of the week. A square opens its entries.`}
    >
      <div ref={box} data-marks className="w-full">
        <svg
          width={width}
          height={ROW * 7 + FOOT}
          role="group"
          aria-label="Bans and timeouts by weekday and local hour"
          className="block"
        >
          {WEEKDAYS.map((day, row) => (
            <text key={day} aria-hidden="true" x={0} y={row * ROW + 14} className="fill-mute text-xs">
              {day}
            </text>
          ))}
          {hours.map((count, index) => (
            <g
              key={index}
              {...mark(index)}
              role="button"
              aria-label={`${told(index)}. Open in Activity`}
              onClick={() => onPick(index)}
              className="cursor-pointer outline-offset-0"
            >
              <rect
                x={LEFT + (index % HOURS) * step}
                y={Math.floor(index / HOURS) * ROW}
                width={Math.max(1, step - 2)}
                height={ROW - 2}
                rx={2}
                fillOpacity={count === 0 ? 1 : 0.15 + (0.85 * count) / most}
                className={`${count === 0 ? 'fill-s2' : 'fill-accent'} ${shown === index ? 'stroke-ink' : ''}`}
              />
            </g>
          ))}
          {[0, 6, 12, 18].map((hour) => (
            <text key={hour} aria-hidden="true" x={LEFT + hour * step} y={ROW * 7 + 12} className="fill-mute text-xs">
              {String(hour).padStart(2, '0')}:00
            </text>
          ))}
        </svg>
      </div>
    </Picture>
  );
}
