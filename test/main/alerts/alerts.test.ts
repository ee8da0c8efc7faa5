// Every rule with a value that swings around its thresholds: one alert, one end. Then muting, changing, restarting,
// a database that refuses, and the ways in which an alert is told.
import { describe, expect, it } from 'vitest';
import { ALERT_RULES, ALERTS, type AlertRule } from '../../../src/shared/alerts.ts';
import { KEPT } from '../../../src/main/alerts/record.ts';
import { createAlertWorld, TICK_SECONDS } from './alert-world.ts';

/** Values of a rule: surely wrong, just about wrong, not quite wrong, not quite right, right. */
function valuesOf(rule: AlertRule) {
  const { raise, clear, wrong } = ALERTS[rule];
  const part = Math.abs(raise - clear) / 100;
  const toWrong = wrong === 'above' ? part : -part;
  return { bad: raise + toWrong, barely: raise - toWrong, nearly: clear + toWrong, good: clear };
}
const told = (notices: readonly { readonly severity: string }[]): string[] =>
  notices.map(({ severity }) => (severity === 'info' ? 'over' : 'raised'));

describe.each(ALERT_RULES)('%s', (rule) => {
  const { bad, barely, nearly, good } = valuesOf(rule);
  const { holdSeconds } = ALERTS[rule];

  it('swings around the threshold and is raised once, swings around the other and is over once', async () => {
    const world = createAlertWorld();
    await world.live(rule, good, 60);
    for (let seconds = 0; seconds <= holdSeconds + 120; seconds += 2 * TICK_SECONDS) {
      await world.live(rule, bad);
      await world.live(rule, barely);
    }
    expect(told(world.notices)).toEqual(['raised']);
    expect(world.raised()).toEqual([rule]);
    await world.live(rule, good);
    for (let seconds = 0; seconds <= holdSeconds + 120; seconds += 2 * TICK_SECONDS) {
      await world.live(rule, nearly);
      await world.live(rule, good);
    }
    expect(told(world.notices)).toEqual(['raised', 'over']);
    expect(world.raised()).toEqual([]);
    expect(world.events.filter(({ type }) => type === 'alerts.changed')).toHaveLength(2);
    const [past] = world.alerts.list({ history: 5 }).history;
    expect(past).toMatchObject({ rule, worst: bad, threshold: ALERTS[rule].raise, fix: null });
  });

  it('swings across both thresholds faster than it is held, and nothing is said', async () => {
    if (holdSeconds === 0) return;
    const world = createAlertWorld();
    for (let seconds = 0; seconds <= 4 * holdSeconds; seconds += holdSeconds) {
      await world.live(rule, bad, holdSeconds - 3 * TICK_SECONDS);
      await world.live(rule, good, 3 * TICK_SECONDS);
    }
    expect(world.notices).toEqual([]);
  });
});

it('much that is wrong is one alert, not also that a little is', async () => {
  const world = createAlertWorld();
  world.put('error_rate', 40);
  world.put('error_rate_early', 40);
  await world.clock.advance(400_000);
  expect(world.raised()).toEqual(['error_rate']);
  world.put('error_rate', 4);
  world.put('error_rate_early', 4);
  await world.clock.advance(400_000);
  expect(world.raised()).toEqual([]);
  expect(world.notices).toHaveLength(2);
});

describe('channels', () => {
  it('have an alert of their own each; one that is not watched any more has none', async () => {
    const world = createAlertWorld();
    world.put('live_down', 300, '1');
    world.put('live_down', 300, '2');
    world.put('live_down', 0, '3');
    await world.clock.advance(60_000);
    expect(world.notices.map(({ channelId, title }) => [channelId, title])).toEqual([
      ['1', 'Channel 1 is not heard live'],
      ['2', 'Channel 2 is not heard live'],
    ]);
    world.put('live_down', undefined, '1');
    await world.clock.advance(2_000);
    expect(world.alerts.list({ history: 0 }).alerts.map(({ channelId }) => channelId)).toEqual(['2']);
    expect(world.notices[2]).toMatchObject({ severity: 'info', channelId: '1', sameAs: world.notices[0]!.sameAs });
  });
});

it('many of one kind at once, as when the network is gone, are told as one', async () => {
  const world = createAlertWorld();
  for (let channel = 1; channel <= 40; channel += 1) world.put('live_down', 300, String(channel));
  await world.clock.advance(60_000);
  expect(world.raised()).toHaveLength(40);
  expect(world.notices).toMatchObject([{ channelId: null, title: 'Channel 1 is not heard live, and 39 more' }]);
  for (let channel = 1; channel <= 40; channel += 1) world.put('live_down', 0, String(channel));
  await world.clock.advance(60_000);
  expect(told(world.notices)).toEqual(['raised', 'over']);
});

describe('a restart', () => {
  it('does not raise again what was raised, and clears it when it is over', async () => {
    const first = createAlertWorld();
    await first.live('disk', 100, 60);
    await first.live('database', 3);
    expect(first.notices).toHaveLength(2);
    const { id } = first.alerts.list({ history: 0 }).alerts.find(({ rule }) => rule === 'disk')!;
    first.alerts.acknowledge({ alertId: id });

    const second = first.restart();
    expect(second.raised().toSorted()).toEqual(['database', 'disk']);
    await second.clock.advance(120_000);
    expect(second.notices).toEqual([]);
    expect(second.alerts.list({ history: 0 }).alerts.find(({ rule }) => rule === 'disk')).toMatchObject({ id });
    expect(
      second.alerts.list({ history: 0 }).alerts.find(({ rule }) => rule === 'disk')?.acknowledgedAt,
    ).not.toBeNull();

    first.put('disk', 5000);
    await second.clock.advance(120_000);
    expect(told(second.notices)).toEqual(['over']);
    expect(second.raised()).toEqual(['database']);
  });

  it('keeps what was changed about the rules', async () => {
    const world = createAlertWorld();
    world.alerts.set({ rule: 'disk', change: { raise: 50, ways: { discord: false } } }, 'owner');
    world.alerts.mute({ rule: 'clock', isMuted: true }, 'owner');
    const rules = world.alerts.list({ history: 0 }).rules;
    expect(world.restart().alerts.list({ history: 0 }).rules).toEqual(rules);
    expect(rules.filter(({ isDefault }) => !isDefault).map(({ rule }) => rule)).toEqual(['disk', 'clock']);
  });
});

describe('a rule', () => {
  it('with other values goes by them at once; back at the defaults by those', async () => {
    const world = createAlertWorld();
    await world.live('disk', 800, 600);
    expect(world.raised()).toEqual([]);
    world.alerts.set({ rule: 'disk', change: { raise: 900, holdSeconds: 0 } }, 'owner');
    expect(world.raised()).toEqual(['disk']);
    const { rule } = world.alerts.set({ rule: 'disk', change: null }, 'owner');
    expect(rule).toMatchObject({ raise: 500, holdSeconds: 30, isDefault: true, value: 800 });
    await world.live('disk', 1200, 60);
    expect(world.raised()).toEqual([]);
  });

  it('that is set to what it was anyway counts as unchanged', () => {
    const { alerts } = createAlertWorld();
    alerts.set({ rule: 'p95', change: { raise: 700 } }, 'owner');
    const { rule } = alerts.set({ rule: 'p95', change: { raise: 1000, isOn: true, ways: { toast: true } } }, 'owner');
    expect(rule.isDefault).toBe(true);
  });

  it.each([
    ['p95', { raise: 400 }, 'raise'],
    ['p95', { clear: 1000 }, 'raise'],
    ['disk', { raise: 1000 }, 'raise'],
    ['error_rate', { raise: 101 }, 'raise'],
    ['rate_limited', { raise: 99, clear: 99 }, 'raise'],
  ] as const)('%s does not take %j', (rule, change, field) => {
    const { alerts, db } = createAlertWorld();
    expect(() => alerts.set({ rule, change }, 'owner')).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'INVALID_REQUEST', details: { field } }) }),
    );
    expect(db.sqlite.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(0);
  });

  it('is over when it is switched off, and every change is in the audit log', async () => {
    const world = createAlertWorld();
    await world.live('database', 3);
    world.alerts.set({ rule: 'database', change: { isOn: false } }, 'owner');
    expect(world.raised()).toEqual([]);
    await world.live('database', 9, 60);
    expect(world.raised()).toEqual([]);
    const rows = world.db.sqlite.prepare<[], string>('SELECT metadata FROM audit').pluck().all();
    expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual([
      { names: ['alerts.database'], change: { isOn: false } },
    ]);
  });

  it('that was damaged on the disk is as it comes', () => {
    const world = createAlertWorld();
    const put = world.db.sqlite.prepare(`INSERT INTO alert_rule VALUES (?, ?, 1)`);
    put.run('disk', '{"raise":"much"}');
    put.run('p95', 'not json');
    put.run('clock', '{"raise":1,"clear":5}');
    put.run('nothing', '{}');
    const again = world.restart();
    expect(again.alerts.list({ history: 0 }).rules.every(({ isDefault }) => isDefault)).toBe(true);
    expect(again.log.lines).toHaveLength(4);
  });
});

describe('a muted rule', () => {
  it('goes on measuring and shows, and tells nobody; after its time it tells again', async () => {
    const world = createAlertWorld();
    const { rule } = world.alerts.mute({ rule: 'database', isMuted: true, seconds: 600 }, 'owner');
    expect(rule).toMatchObject({ isMuted: true, isDefault: false });
    await world.live('database', 1);
    expect(world.raised()).toEqual(['database']);
    expect(world.alerts.list({ history: 0 }).alerts[0]).toMatchObject({ isTold: false });
    await world.live('database', 0);
    expect(world.notices).toEqual([]);
    await world.clock.advance(600_000);
    expect(world.alerts.list({ history: 0 }).rules.find((one) => one.rule === 'database')).toMatchObject({
      isMuted: false,
      mutedUntil: null,
      isDefault: true,
    });
    await world.live('database', 1);
    expect(told(world.notices)).toEqual(['raised']);
  });

  it('for good is muted until somebody says otherwise', async () => {
    const world = createAlertWorld();
    world.alerts.mute({ rule: 'database', isMuted: true }, 'owner');
    world.clock.jump(1000 * 86_400_000);
    await world.live('database', 1);
    expect(world.notices).toEqual([]);
    world.alerts.mute({ rule: 'database', isMuted: false }, 'owner');
    await world.live('database', 0);
    expect(told(world.notices)).toEqual(['over']);
  });
});

describe('the ways', () => {
  it('are those of the rule; none at all is nothing to deliver', async () => {
    const world = createAlertWorld();
    world.alerts.set({ rule: 'database', change: { ways: { system: false } } }, 'owner');
    world.alerts.set({ rule: 'refused', change: { ways: { system: false, discord: false, toast: false } } }, 'owner');
    world.put('refused', 50);
    await world.live('database', 1);
    expect(world.notices).toMatchObject([
      { kind: 'alert', severity: 'danger', ways: { system: false, discord: true } },
    ]);
    const { alerts } = world.alerts.list({ history: 0 });
    expect(Object.fromEntries(alerts.map(({ rule, isTold }) => [rule, isTold]))).toEqual({
      database: true,
      refused: false,
    });
  });

  it('are quiet while streaming where that is wanted: Discord is told all the same', async () => {
    const world = createAlertWorld();
    world.isStreaming = true;
    world.alerts.set({ rule: 'database', change: { ways: { quietWhileStreaming: true } } }, 'owner');
    world.put('refused', 50);
    await world.live('database', 1);
    expect(world.notices.map(({ ways }) => ways)).toEqual([
      { system: true, discord: true },
      { system: false, discord: true },
    ]);
    expect(world.alerts.list({ history: 0 }).alerts.find(({ rule }) => rule === 'database')).toMatchObject({
      isTold: false,
    });
  });
});

describe('a database that cannot be written', () => {
  it('is told all the same, and written down when that is possible again', async () => {
    const world = createAlertWorld();
    world.db.sqlite.pragma('query_only = ON');
    await world.live('database', 3);
    expect(told(world.notices)).toEqual(['raised']);
    expect(world.raised()).toEqual(['database']);
    await world.live('database', 0);
    expect(world.log.lines.filter((line) => line.includes('could not be written down yet'))).toHaveLength(1);
    world.db.sqlite.pragma('query_only = OFF');
    await world.clock.advance(60_000);
    expect(world.db.sqlite.prepare('SELECT rule FROM alert').pluck().all()).toEqual(['database']);
    expect(world.alerts.list({ history: 5 }).history).toHaveLength(1);
  });
});

it('the history is bounded', async () => {
  const world = createAlertWorld();
  for (let round = 0; round < KEPT + 20; round += 1) {
    await world.live('database', 1);
    await world.live('database', 0);
  }
  expect(world.db.sqlite.prepare('SELECT count(*) FROM alert').pluck().get()).toBe(KEPT);
  expect(world.alerts.list({ history: 500 }).history).toHaveLength(KEPT);
});

it('what was seen stays until it is over, and cannot be seen after', async () => {
  const world = createAlertWorld();
  await world.live('database', 1);
  const { id: alertId } = world.alerts.list({ history: 0 }).alerts[0]!;
  expect(world.alerts.acknowledge({ alertId }).alert.acknowledgedAt).not.toBeNull();
  expect(world.raised()).toEqual(['database']);
  await world.live('database', 0);
  expect(() => world.alerts.acknowledge({ alertId })).toThrow('over already');
});
