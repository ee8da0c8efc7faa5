// Draws the tray's icon: Modkeep's gate, and in its corner a mark whose shape says the state (colour only underlines it).
// Pure; knows no tray. The gate's lines are those of renderer/icon.svg, on the same field of 16 by 16.
import { encodePng } from './png.ts';
import type { TrayState } from './tray-words.ts';

type Point = readonly [number, number];
type Colour = readonly [number, number, number];
/** Distance of a point from a shape, in units of the field; below zero inside. */
type Shape = (at: Point) => number;

const FIELD = 16;
const GATE: Colour = [0x9d, 0x8c, 0xff];
const BLACK: Colour = [0, 0, 0];
const LINES: readonly (readonly Point[])[] = [
  [
    [2.5, 14],
    [2.5, 4.5],
    [4.5, 4.5],
    [4.5, 6],
    [6.5, 6],
    [6.5, 4.5],
    [9.5, 4.5],
    [9.5, 6],
    [11.5, 6],
    [11.5, 4.5],
    [13.5, 4.5],
    [13.5, 14],
    [2.5, 14],
  ],
  [
    [6.5, 14],
    [6.5, 11],
    [7, 9.9],
    [8, 9.5],
    [9, 9.9],
    [9.5, 11],
    [9.5, 14],
  ],
  [
    [2.5, 4.5],
    [2.5, 2.5],
  ],
  [
    [13.5, 4.5],
    [13.5, 2.5],
  ],
];
const MARK: Point = [12, 12];
const RADIUS = 3.4;

const MARKS: Readonly<Record<TrayState, { readonly colour: Colour; readonly shape: Shape }>> = {
  // A full disc.
  live: { colour: [0x3f, 0xb9, 0x7c], shape: disc(MARK, RADIUS - 0.4) },
  // A ring.
  reading: { colour: [0x5a, 0xa9, 0xe6], shape: (at) => Math.abs(distance(at, MARK) - RADIUS + 1) - 0.8 },
  // A cross.
  broken: {
    colour: [0xf2, 0x6d, 0x6d],
    shape: lines(
      [
        [9.6, 9.6],
        [14.4, 14.4],
      ],
      [
        [14.4, 9.6],
        [9.6, 14.4],
      ],
    ),
  },
  // A bar.
  off: {
    colour: [0xe5, 0xa5, 0x3f],
    shape: lines([
      [9.2, 12],
      [14.8, 12],
    ]),
  },
  // Two bars.
  paused: {
    colour: [0xb8, 0xb8, 0xc4],
    shape: lines(
      [
        [10.6, 9.6],
        [10.6, 14.4],
      ],
      [
        [13.4, 9.6],
        [13.4, 14.4],
      ],
    ),
  },
};

const gate: Shape = (at) =>
  Math.min(...LINES.flatMap((line) => line.slice(1).map((end, index) => toSegment(at, line[index]!, end)))) - 0.8;

/** A PNG of `size` pixels a side. `isTemplate`: black only, for macOS, which gives it the colour of its menu bar. */
export function drawTrayIcon(state: TrayState, size: number, isTemplate: boolean): Buffer {
  const mark = MARKS[state];
  const rgba = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const at: Point = [((x + 0.5) * FIELD) / size, ((y + 0.5) * FIELD) / size];
      const inMark = cover(mark.shape(at), size);
      // A gap around the mark, so that it does not melt into the gate.
      const inGate = cover(gate(at), size) * (1 - cover(distance(at, MARK) - RADIUS - 1, size));
      const alpha = Math.max(inMark, inGate);
      const colour = isTemplate ? BLACK : inMark >= inGate ? mark.colour : GATE;
      rgba.set([...colour, Math.round(alpha * 255)], (y * size + x) * 4);
    }
  }
  return encodePng(rgba, size, size);
}

/** The small disc that lies over Modkeep's button in the task bar of Windows while something is unread. */
export function drawUnreadMark(size: number): Buffer {
  const rgba = new Uint8Array(size * size * 4);
  const shape = disc([8, 8], 7);
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const at: Point = [((x + 0.5) * FIELD) / size, ((y + 0.5) * FIELD) / size];
      rgba.set([...GATE, Math.round(cover(shape(at), size) * 255)], (y * size + x) * 4);
    }
  return encodePng(rgba, size, size);
}

/** How much of a pixel lies inside, 0 to 1, by the distance of its middle. */
function cover(from: number, size: number): number {
  return Math.min(1, Math.max(0, 0.5 - (from * size) / FIELD));
}

function distance([x, y]: Point, [otherX, otherY]: Point): number {
  return Math.hypot(x - otherX, y - otherY);
}

function disc(middle: Point, radius: number): Shape {
  return (at) => distance(at, middle) - radius;
}

function lines(...all: readonly (readonly [Point, Point])[]): Shape {
  return (at) => Math.min(...all.map(([from, to]) => toSegment(at, from, to))) - 0.9;
}

function toSegment([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const along = [toX - fromX, toY - fromY] as const;
  const length = along[0] ** 2 + along[1] ** 2;
  const share = length === 0 ? 0 : ((x - fromX) * along[0] + (y - fromY) * along[1]) / length;
  const near = Math.min(1, Math.max(0, share));
  return Math.hypot(x - fromX - near * along[0], y - fromY - near * along[1]);
}
