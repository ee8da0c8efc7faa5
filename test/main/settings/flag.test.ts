// What the environment says of acting, and that nothing in it overrides the kill switch.
import { describe, expect, it } from 'vitest';
import { isChannelOn, placeOf, readFlag, readSwitch, type Flag } from '../../../src/main/settings/flag.ts';
import { createSettings } from '../../../src/main/settings/settings.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { openTestDatabase, recordingLog, silentLog } from '../../helpers/db.ts';

const NAME = 'FEATURE_TWITCH_MODERATION';
const none: Flag = { isOn: null, channels: null, percentage: null };
const ids = Array.from({ length: 2_000 }, (_, index) => String(1_000 + index * 7));

function settingsWith(environment: Record<string, string>) {
  const db = openTestDatabase();
  const bus = createBus(() => undefined);
  return createSettings({
    db,
    bus,
    log: silentLog(),
    now: () => 0,
    flag: readFlag(environment, silentLog()),
    defaults: {},
  });
}

describe('the flag', () => {
  it.each([
    ['true', true],
    [' ON ', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['off', false],
    ['maybe', null],
    ['', null],
    [undefined, null],
  ])('%j is %j', (text, is) => expect(readSwitch(text)).toBe(is));

  it('reads channels and percentage, and lets nobody in by what it cannot read', () => {
    const log = recordingLog();
    expect(
      readFlag({ [`${NAME}_ENABLED_USERS`]: '1001, 1002;user123', [`${NAME}_ROLLOUT_PERCENTAGE`]: 'most' }, log),
    ).toEqual({ isOn: null, channels: new Set(['1001', '1002']), percentage: 0 });
    expect(log.lines).toHaveLength(2);
    expect(readFlag({ [`${NAME}_ENABLED_USERS`]: ' ', [`${NAME}_ROLLOUT_PERCENTAGE`]: '' }, log)).toEqual(none);
    expect(readFlag({ [`${NAME}_ROLLOUT_PERCENTAGE`]: '25%' }, log).percentage).toBe(25);
    expect(readFlag({ [`${NAME}_ROLLOUT_PERCENTAGE`]: '101' }, log).percentage).toBe(0);
  });
});

describe('a share of channels', () => {
  it('is the same at every start: these places are written down', () => {
    expect(['1001', '12826', '71092938'].map(placeOf)).toEqual([23, 14, 22]);
  });

  it('only grows, is about as large as it says, and ends with everybody', () => {
    const within = (percentage: number) => ids.filter((id) => isChannelOn(id, { ...none, percentage }, null));
    const [ten, quarter] = [within(10), within(25)];
    expect(ten.every((id) => quarter.includes(id))).toBe(true);
    expect(ten.length / ids.length).toBeGreaterThan(0.07);
    expect(ten.length / ids.length).toBeLessThan(0.13);
    expect(within(0)).toEqual([]);
    expect(within(100)).toEqual(ids);
  });

  it('a channel that is named is in whatever the share; the setting counts only when the environment is silent', () => {
    const channels = new Set(['7']);
    expect(isChannelOn('7', { ...none, channels, percentage: 0 }, [])).toBe(true);
    expect(isChannelOn('8', { ...none, channels }, ['8'])).toBe(false);
    expect(isChannelOn('8', none, ['7'])).toBe(false);
    expect(isChannelOn('8', none, null)).toBe(true);
    expect(isChannelOn('7', none, ['7'])).toBe(true);
  });
});

describe('whether Modkeep may act', () => {
  it('no value in the environment overrides the kill switch', () => {
    const settings = settingsWith({
      [NAME]: 'true',
      [`${NAME}_ENABLED_USERS`]: '7',
      [`${NAME}_ROLLOUT_PERCENTAGE`]: '100',
    });
    expect(settings.actingIn('7')).toEqual({ isOn: true, reason: 'on' });
    settings.set({ killSwitch: true });
    expect(settings.actingIn('7')).toEqual({ isOn: false, reason: 'kill_switch' });
  });

  it('the environment wins over the switch, and a named channel is off while the flag is', () => {
    const off = settingsWith({ [NAME]: 'false', [`${NAME}_ENABLED_USERS`]: '7' });
    off.set({ actingEnabled: true });
    expect(off.actingIn('7')).toEqual({ isOn: false, reason: 'environment_off' });
    const on = settingsWith({ [NAME]: 'true' });
    expect(on.actingIn('7')).toEqual({ isOn: true, reason: 'on' });
    on.set({ actingChannels: ['8'] });
    expect(on.actingIn('7')).toEqual({ isOn: false, reason: 'channel_off' });
    expect(settingsWith({}).actingIn('7')).toEqual({ isOn: false, reason: 'flag_off' });
  });
});
