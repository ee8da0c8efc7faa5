// The window's place: remembered, and never off every display.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fitBounds, readWindowState, writeWindowState } from '../../src/main/desktop/window-state.ts';
import { temporaryFolder } from './worlds.ts';

const AREA = { x: 0, y: 25, width: 1_920, height: 1_055 };
const BOUNDS = { x: 300, y: 200, width: 900, height: 700 };
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder()) as never);
afterEach(() => folder.remove());

test('what was written is read', () => {
  const file = join(folder.path, 'new', 'window.json');
  expect(writeWindowState(file, { bounds: BOUNDS, isMaximized: true })).toBe(true);
  expect(readWindowState(file)).toEqual({ bounds: BOUNDS, isMaximized: true });
});

test.each(['', 'null', '[]', '{"bounds":{"x":1}}', '{"bounds":{"x":"1","y":2,"width":3,"height":4}}', '{"bounds":'])(
  'a damaged file is no memory: %s',
  (text) => {
    const file = join(folder.path, 'window.json');
    writeFileSync(file, text);
    expect(readWindowState(file).bounds).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test('a place that cannot be written is reported, not thrown', () => {
  writeFileSync(join(folder.path, 'file'), '');
  expect(writeWindowState(join(folder.path, 'file', 'window.json'), { bounds: BOUNDS, isMaximized: false })).toBe(
    false,
  );
});

test('bounds on a display stay; the display that is gone takes its window with it', () => {
  expect(fitBounds(BOUNDS, [AREA])).toEqual(BOUNDS);
  expect(fitBounds({ ...BOUNDS, x: 2_500 }, [AREA])).toBeNull();
  expect(fitBounds({ ...BOUNDS, x: 2_500 }, [AREA, { x: 1_920, y: 0, width: 1_920, height: 1_080 }])).toEqual({
    ...BOUNDS,
    x: 2_500,
  });
  expect(fitBounds({ ...BOUNDS, y: -50 }, [AREA])).toBeNull();
  expect(fitBounds({ ...BOUNDS, width: 4_000 }, [AREA])?.width).toBe(AREA.width);
  expect(fitBounds(null, [AREA])).toBeNull();
});

test('whatever was remembered, the top of the window can be grabbed', () => {
  const side = fc.integer({ min: -5_000, max: 5_000 });
  fc.assert(
    fc.property(fc.record({ x: side, y: side, width: side, height: side }), (bounds) => {
      const fitted = fitBounds(bounds, [AREA]);
      if (fitted === null) return;
      expect(fitted.y).toBeGreaterThanOrEqual(AREA.y);
      expect(fitted.y).toBeLessThan(AREA.y + AREA.height);
      expect(Math.min(fitted.x + fitted.width, AREA.width) - Math.max(fitted.x, 0)).toBeGreaterThanOrEqual(120);
    }),
    { numRuns: 1_000, examples: [[BOUNDS]] },
  );
});
