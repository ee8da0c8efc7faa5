// What is claimed of a channel's list: complete only with its age, and in moderator mode never.
import { describe, expect, it } from 'vitest';
import {
  describeChannel,
  doubtSince,
  freshnessOf,
  isTwitchOut,
  noticesOf,
  type Known,
} from '../../../src/renderer/lib/freshness.ts';
import type { ChannelView } from '../../../src/shared/model.ts';
import { iso, makeChannel } from '../fixture-world.ts';

const NOW = new Date(2026, 10, 20, 14, 0).getTime();
const at = (hours: number, minutes = 0) => new Date(2026, 10, 20, hours, minutes).getTime();
const owner = (change: Partial<ChannelView['status']> = {}) =>
  makeChannel('1', 'A', 'broadcaster', { lastCompleteReadAt: iso(NOW - 4000), ...change });
const mod = (change: Partial<ChannelView['status']> = {}) =>
  makeChannel('2', 'B', 'moderator', { firstWatchedAt: iso(new Date(2026, 10, 12).getTime()), ...change });
const known = (channel: ChannelView, change: Partial<Known> = {}): Known => ({
  channel,
  gap: null,
  lostSince: null,
  now: NOW,
  ...change,
});

describe('the badge of an own channel', () => {
  it('says complete with its age', () => {
    expect(freshnessOf(known(owner()))).toMatchObject({ tone: 'ok', words: 'Complete · 4 s ago' });
  });

  it.each(['failed', 'held', 'off'] as const)('claims no more than its age while reading is %s', (reading) => {
    expect(freshnessOf(known(owner({ reading })))).toMatchObject({ tone: 'warn', words: 'Complete as of 4 s ago' });
  });

  it('does not call a list fresh that should have been read long ago', () => {
    const old = owner({ lastCompleteReadAt: iso(NOW - 600_000) });
    expect(freshnessOf(known(old))).toMatchObject({ tone: 'warn', words: 'Complete as of 10 min ago' });
    const slow = owner({ lastCompleteReadAt: iso(NOW - 600_000), intervalMs: 300_000 });
    expect(freshnessOf(known(slow)).tone).toBe('ok');
    expect(describeChannel(old, NOW)).toBe('owner · as of 10 min ago');
  });

  it('never claims anything before the first full read', () => {
    expect(freshnessOf(known(owner({ lastCompleteReadAt: null }))).words).toBe('Never read in full');
  });
});

describe('the badge of a moderated channel', () => {
  it('says since when it is known and that the list cannot be read, never complete', () => {
    const { words, tone } = freshnessOf(known(mod({ lastCompleteReadAt: iso(NOW) })));
    expect(words).toBe('Known since 12 Nov · list not readable as a moderator');
    expect(tone).toBe('mute');
  });

  it('says from when on it may have changed, after a gap and while it is deaf', () => {
    const gap = { from: iso(at(2, 10)), to: iso(at(9, 30)) };
    expect(freshnessOf(known(mod(), { gap })).words).toBe('Known since 12 Nov · may have changed since 02:10');
    expect(freshnessOf(known(mod(), { gap })).tone).toBe('mute');
    expect(doubtSince(known(mod(), { gap }), iso(at(9, 0)))).toBe('may have changed since 02:10');
    expect(doubtSince(known(mod(), { gap }), iso(at(9, 31)))).toBeNull();
    const deaf = mod({ live: 'lost' });
    expect(freshnessOf(known(deaf, { gap })).tone).toBe('warn');
    expect(doubtSince(known(deaf, { gap, lostSince: at(13, 5) }))).toBe('may have changed since 13:05');
    expect(doubtSince(known(deaf))).toBe('not heard now, may have changed');
    expect(doubtSince(known(mod()))).toBeNull();
    expect(doubtSince(known(owner({ live: 'lost' }), { gap }))).toBeNull();
  });
});

describe('notices', () => {
  it('puts a list on hold first, from the silent reader and from a sync', () => {
    const explanation = 'Held: the list shrank from 500 to 3, confirming.';
    const silent = noticesOf(owner({ reading: 'held', explanation, live: 'lost' }), null);
    expect(silent[0]?.text).toMatch(/^The list shrank from 500 to 3, confirming\. Nobody is taken off/);
    expect(silent[1]?.title).toBe('The live feed is lost');
    const sync = noticesOf(owner({ reading: 'reading' }), 'held: the list shrank from 500 to 3, confirming');
    expect(sync[0]?.text).toBe(silent[0]?.text);
    expect(noticesOf(owner(), 'reading')).toEqual([]);
  });

  it('offers to reconnect a refused feed and a look at a failed read', () => {
    expect(noticesOf(mod({ live: 'refused' }), null)).toMatchObject([{ fix: 'live' }]);
    expect(noticesOf(owner({ reading: 'failed', explanation: 'x' }), null)).toMatchObject([{ fix: 'look', text: 'x' }]);
    expect(noticesOf({ ...mod({ live: 'lost' }), isWatched: false }, null)).toEqual([]);
  });
});

describe('Twitch out of reach', () => {
  it('is said only when nothing at all comes through', () => {
    const dead = owner({ reading: 'failed', live: 'lost' });
    expect(isTwitchOut([dead, mod({ live: 'connecting' })])).toBe(true);
    expect(isTwitchOut([dead, mod()])).toBe(false);
    expect(isTwitchOut([owner({ live: 'lost' })])).toBe(false);
    expect(isTwitchOut([owner({ live: 'connecting', reading: 'failed' })])).toBe(false);
    expect(isTwitchOut([mod({ live: 'off' })])).toBe(false);
    expect(isTwitchOut([])).toBe(false);
  });
});
