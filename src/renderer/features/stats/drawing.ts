// The page as a picture, drawn from the numbers: the page's policy lets no image in that it did not bring along, so that
// nothing on screen can be copied into a canvas.
import type { StatsView } from '../../../shared/contract/insight.ts';
import { formatCount, WEEKDAYS } from '../../lib/format.ts';
import { barsOf, roundUp, totalOf, unitOf, whenOf } from './bars.ts';
import { knownWords, tilesOf } from './stats-words.ts';

const WIDTH = 1200;
const HEIGHT = 780;
const EDGE = 32;

interface Pen {
  readonly context: CanvasRenderingContext2D;
  /** The colour of a theme token. */
  readonly of: (token: string) => string;
}

/** A PNG in the colours of the theme in use; null where the browser gives none. `now` in ms. */
export async function drawStats(stats: StatsView, title: string, now: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const style = getComputedStyle(document.documentElement);
  const pen: Pen = { context, of: (token) => style.getPropertyValue(`--${token}`).trim() };
  box(pen, 's0', 0, 0, WIDTH, HEIGHT);
  text(pen, `Modkeep · ${title}`, EDGE, 44, 'ink', 22, 600);
  const days = whenOf(stats, now);
  text(pen, [days, stats.timeZone, ...knownWords(stats, now)].join(' · '), EDGE, 70, 'mute', 14);
  drawTiles(pen, stats, 92);
  drawDays(pen, stats, now, 200);
  drawHours(pen, stats, 500);
  drawReasons(pen, stats, 500);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

function box({ context, of }: Pen, token: string, x: number, y: number, width: number, height: number): void {
  context.fillStyle = of(token);
  context.fillRect(x, y, width, height);
}

function text(
  { context, of }: Pen,
  words: string,
  x: number,
  y: number,
  token: string,
  size: number,
  weight = 400,
): void {
  context.font = `${weight} ${size}px "Inter Variable", system-ui, sans-serif`;
  context.fillStyle = of(token);
  context.fillText(words, x, y, WIDTH - EDGE - x);
}

function drawTiles(pen: Pen, stats: StatsView, top: number): void {
  const tiles = tilesOf(stats);
  const step = (WIDTH - 2 * EDGE) / tiles.length;
  for (const [index, { title, value, text: words }] of tiles.entries()) {
    const x = EDGE + index * step;
    box(pen, 's1', x, top, step - 10, 84);
    text(pen, title, x + 12, top + 22, 'mute', 13);
    text(pen, value, x + 12, top + 48, 'ink', 20, 600);
    pen.context.save();
    pen.context.beginPath();
    pen.context.rect(x, top, step - 14, 84);
    pen.context.clip();
    text(pen, words, x + 12, top + 70, 'mute', 11);
    pen.context.restore();
  }
}

function drawDays(pen: Pen, stats: StatsView, now: number, top: number): void {
  const bars = barsOf(stats);
  const most = roundUp(Math.max(1, ...bars.map(totalOf)));
  const [left, height] = [EDGE + 44, 200];
  const step = (WIDTH - EDGE - left) / bars.length;
  const bottom = top + 36 + height;
  text(pen, `Bans and timeouts per ${unitOf(stats.from, stats.to)}`, EDGE, top + 16, 'ink', 15, 600);
  for (const [name, token, x] of [
    ['■ bans', 'danger', 330],
    ['■ timeouts', 'warn', 400],
  ] as const)
    text(pen, name, x, top + 16, token, 13);
  for (const share of [0, 1]) {
    box(pen, 'line', left, bottom - share * height, WIDTH - EDGE - left, 1);
    text(pen, formatCount(share * most), EDGE, bottom - share * height + 4, 'mute', 12);
  }
  for (const [index, bar] of bars.entries()) {
    let at = bottom;
    for (const [count, token] of [
      [bar.bans, 'danger'],
      [bar.timeouts, 'warn'],
      [bar.unknown, 'info'],
    ] as const) {
      const tall = (count / most) * height;
      box(pen, token, left + index * step + step * 0.14, at - tall, Math.max(1, step * 0.72), tall);
      at -= tall;
    }
  }
  const every = Math.max(1, Math.ceil(90 / step));
  for (let index = 0; index * step < WIDTH - EDGE - left - 60; index += every) {
    const bar = bars[index];
    if (bar !== undefined)
      text(pen, whenOf({ from: bar.from, to: bar.from }, now), left + index * step, bottom + 20, 'mute', 12);
  }
}

function drawHours(pen: Pen, { hours }: StatsView, top: number): void {
  const most = Math.max(1, ...hours);
  text(pen, 'Hour and weekday', EDGE, top, 'ink', 15, 600);
  for (const [row, day] of WEEKDAYS.entries()) text(pen, day, EDGE, top + 33 + row * 28, 'mute', 12);
  for (const [index, count] of hours.entries()) {
    const [x, y] = [EDGE + 40 + (index % 24) * 21, top + 16 + Math.floor(index / 24) * 28];
    box(pen, 's2', x, y, 19, 25);
    pen.context.globalAlpha = count === 0 ? 0 : 0.15 + (0.85 * count) / most;
    box(pen, 'accent', x, y, 19, 25);
    pen.context.globalAlpha = 1;
  }
  for (const hour of [0, 6, 12, 18]) text(pen, `${hour}:00`, EDGE + 40 + hour * 21, top + 230, 'mute', 12);
}

function drawReasons(pen: Pen, { reasons, moderators }: StatsView, top: number): void {
  const columns = [
    {
      title: 'By moderator',
      x: 620,
      rows: moderators.map(({ displayName, login, ban, timeout, unknown, lifted, unbanned }) => ({
        name: displayName ?? login ?? 'unknown actor',
        count: ban + timeout + unknown + lifted + unbanned,
      })),
    },
    { title: 'Top reasons', x: 905, rows: reasons.map(({ reason, count }) => ({ name: reason, count })) },
  ];
  for (const { title, x, rows } of columns) {
    text(pen, title, x, top, 'ink', 15, 600);
    for (const [index, { name, count }] of rows.slice(0, 8).entries()) {
      const short = name.length > 26 ? `${name.slice(0, 25)}…` : name;
      text(pen, short, x, top + 33 + index * 28, 'ink', 13);
      text(pen, formatCount(count), x + 215, top + 33 + index * 28, 'mute', 13);
    }
  }
}
