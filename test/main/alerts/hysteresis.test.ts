// When a swinging value becomes an alert: what must hold of any sequence of values, and one fault planted.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step, type Gauge } from '../../../src/main/alerts/hysteresis.ts';
import type { AlertKind, AlertValues } from '../../../src/shared/alerts.ts';
import { planted } from '../../helpers/planted.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const TICK_MS = 2000;
const RULE: AlertValues = { raise: 10, clear: 5, holdSeconds: 10 };

/** Whether the alert was raised after each value, `null` meaning that it could not be told. */
function run(
  values: readonly (number | null)[],
  rule: AlertValues = RULE,
  wrong: AlertKind['wrong'] = 'above',
  by: typeof step = step,
): boolean[] {
  let gauge: Gauge = { isWrong: false, since: 0, isRaised: false };
  return values.map((value, index) => {
    gauge = by(gauge, value, rule, wrong, index * TICK_MS);
    return gauge.isRaised;
  });
}
const raises = (states: readonly boolean[]): number =>
  states.filter((isRaised, index) => isRaised && states[index - 1] !== true).length;

describe('an alert', () => {
  it('is raised after the hold, and not by a peak that is shorter', () => {
    expect(run([12, 12, 12, 12, 12])).not.toContain(true);
    expect(run([12, 12, 12, 12, 12, 12]).at(-1)).toBe(true);
    expect(run([12, 12, 12, 4, 12, 12, 12, 12])).not.toContain(true);
  });

  it('is over after the hold, and not by a moment of calm', () => {
    const raised = [12, 12, 12, 12, 12, 12];
    expect(run([...raised, 4, 4, 4, 12]).at(-1)).toBe(true);
    expect(run([...raised, 4, 4, 4, 4, 4, 4]).at(-1)).toBe(false);
  });

  it('is neither raised nor over by what cannot be told', () => {
    const unknown = Array.from({ length: 50 }, () => null);
    expect(run([12, ...unknown])).not.toContain(true);
    expect(run([12, 12, 12, 12, 12, 12, 4, ...unknown]).at(-1)).toBe(true);
  });
});

const wrong = fc.constantFrom<AlertKind['wrong'][]>('above', 'below');
const cases = fc.record({
  wrong,
  holdTicks: fc.integer({ min: 0, max: 6 }),
  values: fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 8 }), { minLength: 1, maxLength: 120 }),
});
const ruleOf = (side: AlertKind['wrong'], holdTicks: number): AlertValues => ({
  raise: side === 'above' ? 12 : 7,
  clear: side === 'above' ? 7 : 12,
  holdSeconds: (holdTicks * TICK_MS) / 1000,
});

describe(`any sequence of values (seed ${SEED})`, () => {
  const holds = (by: typeof step): void =>
    fc.assert(
      fc.property(cases, ({ wrong: side, holdTicks, values }) => {
        const rule = ruleOf(side, holdTicks);
        const states = run(values, rule, side, by);
        const isOver = (value: number | null): boolean =>
          value !== null && (side === 'above' ? value >= rule.raise : value <= rule.raise);
        const isUnder = (value: number | null): boolean =>
          value !== null && (side === 'above' ? value <= rule.clear : value >= rule.clear);
        let changedAt: number | null = null;
        for (const [index, isRaised] of states.entries()) {
          if (isRaised === (states[index - 1] ?? false)) continue;
          // Nothing in the hold before it was on the other side, and it began with a value that was beyond doubt.
          const held = values.slice(Math.max(0, index - holdTicks), index + 1);
          expect(held.some(isRaised ? isUnder : isOver)).toBe(false);
          expect(values.slice(0, index + 1).findLast((value) => isOver(value) || isUnder(value))).toSatisfy(
            isRaised ? isOver : isUnder,
          );
          if (changedAt !== null) expect(index - changedAt).toBeGreaterThanOrEqual(Math.max(1, holdTicks));
          changedAt = index;
        }
        if (!values.some((value) => isOver(value))) expect(raises(states)).toBe(0);
        if (!values.some((value) => isUnder(value))) expect(raises(states)).toBeLessThanOrEqual(1);
      }),
      { seed: SEED, numRuns: 1500 },
    );

  it('is told once for each time that it is held, and never for what swings around one threshold', () => {
    holds(step);
  });

  it('would not be, if the space between the thresholds did not count', async () => {
    const { step: hasty } = await planted<{ step: typeof step }>(
      'src/main/alerts/hysteresis.ts',
      'return over || (!under && before);',
      'return over;',
    );
    expect(() => holds(hasty)).toThrow('Property failed');
  });

  it('would not be, if a shorter break did not begin the hold anew', async () => {
    const { step: forgetful } = await planted<{ step: typeof step }>(
      'src/main/alerts/hysteresis.ts',
      'isWrong === before.isWrong ? before.since : now',
      'isWrong === before.isWrong ? before.since : before.since',
    );
    expect(() => holds(forgetful)).toThrow('Property failed');
  });
});
