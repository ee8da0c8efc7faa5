// Remembers where the window was, and never puts it where no display shows it. Knows no page.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';

export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly isMaximized: boolean;
}

export const MIN_SIZE = { width: 480, height: 400 } as const;
export const DEFAULT_SIZE = { width: 1_280, height: 820 } as const;

const NOTHING: WindowState = { bounds: null, isMaximized: false };
/** So much of the window (its title bar above all) must lie on a display to be grabbed. */
const VISIBLE = { width: 120, height: 40 } as const;

/** Reads the remembered state; a missing or damaged file means no memory, not an error. */
export function readWindowState(file: string): WindowState {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found !== 'object' || found === null) return NOTHING;
    const { bounds, isMaximized } = found as Record<string, unknown>;
    return { bounds: isRectangle(bounds) ? pickBounds(bounds) : null, isMaximized: isMaximized === true };
  } catch {
    return NOTHING;
  }
}

/** Writes the state whole or not at all. It is a comfort: failing to write is reported as false, not thrown. */
export function writeWindowState(file: string, state: WindowState): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.tmp`, JSON.stringify(state));
    renameSync(`${file}.tmp`, file);
    return true;
  } catch {
    return false;
  }
}

/** The bounds to open with: the remembered ones, if a display's work area shows their top once they fit; else null. */
export function fitBounds(bounds: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle | null {
  if (bounds === null || bounds.width < MIN_SIZE.width || bounds.height < MIN_SIZE.height) return null;
  for (const area of workAreas) {
    const fitted = {
      ...bounds,
      width: Math.min(bounds.width, area.width),
      height: Math.min(bounds.height, area.height),
    };
    if (showsTop(fitted, area)) return fitted;
  }
  return null;
}

function showsTop(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isTopInside = bounds.y >= area.y && bounds.y + VISIBLE.height <= area.y + area.height;
  return across >= VISIBLE.width && isTopInside;
}

function pickBounds({ x, y, width, height }: Rectangle): Rectangle {
  return { x, y, width, height };
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const sides = value as Record<string, unknown>;
  return ['x', 'y', 'width', 'height'].every((side) => Number.isSafeInteger(sides[side]));
}
