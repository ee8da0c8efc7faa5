// Bans and timeouts per day, stacked; where the range is long, per week, month or year. A bar leads to its entries.
import { EyeOff } from 'lucide-react';
import { formatCount, plural } from '../../lib/format.ts';
import { KINDS } from '../../lib/words.tsx';
import { roundUp, totalOf, whenOf, type Bar, type Unit } from './bars.ts';
import { AsTable, Picture } from './picture.tsx';
import { useMarks, useWidth } from './use-marks.ts';

const HEIGHT = 168;
const TOP = 8;
const FOOT = 20;
const LEFT = 40;
/** So that the ring around the last bar is whole. */
const RIGHT = 3;
/** Room for a date under the axis. */
const LABEL_WIDTH = 72;

const SERIES = [
  { field: 'bans', kind: 'ban', word: 'Bans', fill: 'fill-danger' },
  { field: 'timeouts', kind: 'timeout', word: 'Timeouts', fill: 'fill-warn' },
  { field: 'unknown', kind: 'unknown', word: 'End not readable', fill: 'fill-info' },
] as const;

export function DayChart({
  bars,
  unit,
  now,
  onPick,
}: {
  readonly bars: readonly Bar[];
  readonly unit: Unit;
  readonly now: number;
  readonly onPick: (bar: Bar) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>(600);
  const pick = (index: number): void => {
    const bar = bars[index];
    if (bar !== undefined) onPick(bar);
  };
  const { shown, mark } = useMarks(bars.length, 0, pick);
  const most = roundUp(Math.max(1, ...bars.map(totalOf)));
  const step = (width - LEFT - RIGHT) / Math.max(1, bars.length);
  const thick = Math.max(1, Math.min(28, step * 0.72));
  const yOf = (count: number): number => TOP + (HEIGHT - TOP - FOOT) * (1 - count / most);
  const series = SERIES.filter(({ field }) => field !== 'unknown' || bars.some((bar) => bar.unknown > 0));
  const pointed = shown === null ? null : bars[shown];
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / step));
  return (
    <Picture
      title={`Bans and timeouts per ${unit}`}
      aside={<Legend series={series} hasBefore={bars.some(({ isKnown }) => !isKnown)} />}
      told={pointed == null ? null : `${whenOf(pointed, now)}: ${countsWords(pointed)}`}
      table={
        <AsTable
          head={[unit, ...series.map(({ word }) => word)]}
          rows={bars
            .filter((bar) => totalOf(bar) > 0)
            .map((bar) => [whenOf(bar, now), ...series.map(({ field }) => formatCount(bar[field]))])}
        />
      }
      hint="A bar opens its entries in Activity."
    >
      <div ref={box} data-marks className="w-full">
        <svg width={width} height={HEIGHT} role="group" aria-label={`Bans and timeouts per ${unit}`} className="block">
          {[0, most / 2, most].map((count) => (
            <g key={count} aria-hidden="true">
              <line x1={LEFT} x2={width} y1={yOf(count)} y2={yOf(count)} className="stroke-line" />
              <text x={LEFT - 6} y={yOf(count) + 4} textAnchor="end" className="fill-mute text-xs">
                {Number.isInteger(count) ? formatCount(count) : ''}
              </text>
            </g>
          ))}
          {bars.map((bar, index) => (
            <g
              key={bar.from}
              {...mark(index)}
              role="button"
              aria-label={`${whenOf(bar, now)}: ${countsWords(bar)}. Open in Activity`}
              onClick={() => pick(index)}
              className="cursor-pointer outline-offset-0"
            >
              <rect
                x={LEFT + index * step}
                y={TOP}
                width={step}
                height={HEIGHT - TOP - FOOT}
                className={shown === index ? 'fill-s3' : bar.isKnown ? 'fill-transparent' : 'fill-s2'}
              />
              <Stack bar={bar} x={LEFT + index * step + (step - thick) / 2} width={thick} yOf={yOf} series={series} />
            </g>
          ))}
          {bars.map(
            (bar, index) =>
              index % every === 0 &&
              LEFT + index * step + LABEL_WIDTH <= width + 24 && (
                <text
                  key={bar.from}
                  aria-hidden="true"
                  x={LEFT + index * step}
                  y={HEIGHT - 5}
                  className="fill-mute text-xs"
                >
                  {whenOf({ from: bar.from, to: bar.from }, now)}
                </text>
              ),
          )}
        </svg>
      </div>
    </Picture>
  );
}

function Stack({
  bar,
  x,
  width,
  yOf,
  series,
}: {
  readonly bar: Bar;
  readonly x: number;
  readonly width: number;
  readonly yOf: (count: number) => number;
  readonly series: readonly (typeof SERIES)[number][];
}) {
  let below = 0;
  return series.map(({ field, fill }) => {
    const from = below;
    below += bar[field];
    const height = yOf(from) - yOf(below);
    return height === 0 ? null : (
      <rect key={field} x={x} y={yOf(below)} width={width} height={height} className={fill} />
    );
  });
}

function Legend({
  series,
  hasBefore,
}: {
  readonly series: readonly (typeof SERIES)[number][];
  /** Some bars are from before anything was watched. */
  readonly hasBefore: boolean;
}) {
  return (
    <ul className="flex flex-wrap gap-x-3 text-xs text-mute">
      {series.map(({ kind, word }) => {
        const { icon: Icon, tone } = KINDS[kind];
        return (
          <li key={kind} className="inline-flex items-center gap-1">
            <Icon size={12} className={tone} aria-hidden="true" />
            {word}
          </li>
        );
      })}
      {hasBefore && (
        <li className="inline-flex items-center gap-1">
          <EyeOff size={12} aria-hidden="true" />
          Shaded: not watched yet
        </li>
      )}
    </ul>
  );
}

function countsWords(bar: Bar): string {
  if (totalOf(bar) === 0) return bar.isKnown ? 'nothing' : 'not watched yet';
  const unknown = bar.unknown === 0 ? '' : `, ${formatCount(bar.unknown)} with an unreadable end`;
  return `${plural(bar.bans, 'ban', 'bans')}, ${plural(bar.timeouts, 'timeout', 'timeouts')}${unknown}`;
}
