// A small made-up world for looking at the interface without a core: people, bans, history, audit rows.
// Test code. Everything is derived from a seed, so that pictures taken twice are the same.
import type { AuditView, BanView, ChannelView, EntryView, GapView } from '../../src/shared/model.ts';

export const NOW = Date.now();
export const OWNER = { id: '100200300', login: 'eggiebert', displayName: 'eggiebert' };
const MODS = [
  OWNER,
  { id: '55501', login: 'mod_user', displayName: 'Mod_User' },
  { id: '55502', login: 'quotrok', displayName: 'quotrok' },
];

const FIRST: readonly (readonly [string, string, 'ban' | 'timeout' | 'unknown', string, number, number, number])[] = [
  ['eggieberttestacc', 'eggieberttestacc', 'ban', 'Ban evasion, third account', 0, 95, 0],
  ['NotABot_4821', 'notabot_4821', 'timeout', 'Link spam', 1, 306, 858],
  ['Cool_User', 'cool_user', 'ban', 'Offensive language', 1, 1360, 0],
  [
    'pineapple_hater',
    'pineapple_hater',
    'timeout',
    'Does not like pineapple on pizza. Was told twice that opinions on food are fine, insults are not.',
    2,
    2451,
    86_400,
  ],
  ['斎藤さん', 'saito_330', 'ban', '', 0, 6820, 0],
  ['odd_clock', 'odd_clock', 'unknown', '', 1, 8173, 0],
  ['a_very_long_login_name_25', 'a_very_long_login_name_25', 'ban', 'Spoilers, after two timeouts', 2, 9000, 0],
  ['김민수', 'kim_minsu_live', 'timeout', 'Caps', 1, 40_000, 1_209_600],
];

/** A small seeded generator (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function makeBan(
  number: number,
  name: string,
  login: string,
  kind: BanView['kind'],
  reason: string,
  mod: number,
  age: number,
  length: number,
): BanView {
  const by = MODS[mod] ?? null;
  const at = NOW - age * 1000;
  return {
    id: uuid(number),
    channelId: OWNER.id,
    userId: String(141_981_764 + number),
    username: login,
    displayName: name,
    kind,
    isPermanent: kind === 'ban',
    bannedAt: iso(at),
    expiresAt: kind === 'timeout' ? iso(at + length * 1000) : null,
    rawExpiresAt: kind === 'unknown' ? '2026-02-30T00:00Z' : null,
    reason,
    bannedBy: by?.id ?? null,
    bannedByUsername: by?.login ?? null,
    bannedByDisplayName: by?.displayName ?? null,
    sources: ['poll'],
    found: age > 100_000,
    firstSeenAt: iso(at),
  };
}

const REASONS = [
  'Follow bot wave 19 Nov',
  'Link spam',
  'Hate speech',
  '',
  'Spoilers',
  'Offensive language',
  'Cool down, see note',
];

export function makeBans(count: number): BanView[] {
  const roll = random(7);
  return Array.from({ length: count }, (_, number) => {
    const known = FIRST[number];
    if (known !== undefined) return makeBan(number, ...known);
    const isTimeout = roll() < 0.04;
    const name = roll() < 0.5 ? `hoss00312_bot${number}` : `viewer_${Math.floor(roll() * 1e6)}`;
    const age = 50_000 + number * 700;
    return makeBan(
      number,
      name,
      name,
      isTimeout ? 'timeout' : 'ban',
      REASONS[number % REASONS.length] ?? '',
      Math.floor(roll() * 4),
      age,
      age + 3600 * (1 + (number % 300)),
    );
  });
}

export function entryOf(ban: BanView, seq: number, change: Partial<EntryView> = {}): EntryView {
  const length =
    ban.expiresAt === null || ban.bannedAt === null
      ? null
      : (Date.parse(ban.expiresAt) - Date.parse(ban.bannedAt)) / 1000;
  return {
    id: uuid(1_000_000 + seq),
    seq,
    channelId: ban.channelId,
    userId: ban.userId,
    username: ban.username,
    displayName: ban.displayName,
    kind: ban.kind,
    at: ban.bannedAt ?? iso(NOW),
    notBefore: null,
    recordedAt: iso(NOW),
    durationSeconds: length,
    expiresAt: ban.expiresAt,
    rawExpiresAt: ban.rawExpiresAt,
    reason: ban.reason,
    moderatorId: ban.bannedBy,
    moderatorUsername: ban.bannedByUsername,
    moderatorDisplayName: ban.bannedByDisplayName,
    sources: ['eventsub'],
    found: false,
    ...change,
  };
}

export function makeEntries(bans: readonly BanView[]): EntryView[] {
  const entries = bans.slice(0, 400).map((ban, index) => entryOf(ban, 10_000 - index));
  const one = bans[1];
  if (one === undefined) return entries;
  const at = Date.parse(one.bannedAt ?? '');
  const none = { moderatorId: null, moderatorUsername: null, moderatorDisplayName: null, reason: '' };
  const more = [
    entryOf(one, 9001, { kind: 'expired', at: iso(at - 1_500_000), durationSeconds: 300, ...none }),
    entryOf(one, 9000, { kind: 'timeout', at: iso(at - 1_800_000), durationSeconds: 300 }),
    entryOf(one, 8001, {
      kind: 'unbanned',
      at: iso(at - 18 * 86_400_000),
      durationSeconds: null,
      reason: 'Appeal accepted, one chance',
      moderatorDisplayName: 'eggiebert',
    }),
    entryOf(one, 8000, {
      kind: 'ban',
      at: iso(at - 19 * 86_400_000),
      durationSeconds: null,
      reason: 'Scam links',
      found: true,
    }),
  ];
  return [...entries, ...more].sort((left, right) => Date.parse(right.at) - Date.parse(left.at));
}

export function makeGaps(channelId: string): GapView[] {
  return [
    { id: `${channelId} 78`, channelId, from: iso(NOW - 2_300_000), to: iso(NOW - 2_200_000), reason: 'connection' },
    { id: `${channelId} 77`, channelId, from: iso(NOW - 26_000_000), to: iso(NOW - 9_500_000), reason: 'app_closed' },
  ];
}

export function makeAudit(bans: readonly BanView[]): AuditView[] {
  return bans.slice(0, 240).map((ban, index) => ({
    id: uuid(2_000_000 + index),
    seq: 240 - index,
    moderatorId: ban.bannedBy,
    moderatorUsername: ban.bannedByUsername,
    action:
      index % 23 === 5
        ? 'sync_bans'
        : ban.kind === 'timeout'
          ? 'timeout_user'
          : index % 7 === 3
            ? 'unban_user'
            : 'ban_user',
    contentType: index % 23 === 5 ? 'channel' : 'user',
    contentId: ban.userId,
    contentName: index % 23 === 5 ? 'eggiebert' : ban.displayName,
    channelId: ban.channelId,
    reason: ban.reason,
    metadata: {},
    createdAt: ban.bannedAt ?? iso(NOW),
    amends: index % 11 === 4 ? uuid(1) : null,
    additions: index % 7 === 2 ? 1 : 0,
  }));
}

export function makeChannel(
  id: string,
  name: string,
  mode: ChannelView['mode'],
  change: Partial<ChannelView['status']> = {},
): ChannelView {
  return {
    id,
    login: name.toLowerCase(),
    displayName: name,
    mode,
    accountIds: [OWNER.id],
    isActingLetIn: true,
    isWatched: true,
    status: {
      channelId: id,
      revision: 1,
      counts: { ban: 0, timeout: 0, unknown: 0 },
      firstWatchedAt: iso(NOW - 8 * 86_400_000),
      lastCompleteReadAt: mode === 'broadcaster' ? iso(NOW - 4000) : null,
      reading: mode === 'broadcaster' ? 'waiting' : 'off',
      nextReadAt: mode === 'broadcaster' ? iso(NOW + 6000) : null,
      intervalMs: 10_000,
      explanation: mode === 'broadcaster' ? 'Checked every 10 s.' : 'Twitch shows the list only to the broadcaster.',
      live: 'live',
      liveLatencyMs: 12,
      canAct: true,
      ...change,
    },
  };
}
