// How the stand-in for the core narrows and sorts its made-up rows. Test code; pure.
import type { BanView, EntryView } from '../../src/shared/model.ts';
import type { Input } from './fixture-frame.ts';
import { iso, NOW, OWNER } from './fixture-world.ts';

const KEYS = {
  name: 'username',
  kind: 'kind',
  reason: 'reason',
  moderator: 'bannedByUsername',
  bannedAt: 'bannedAt',
  expiresAt: 'expiresAt',
} as const;

export function pickBans(bans: readonly BanView[], input: Input): readonly BanView[] {
  const search = input.search?.toLowerCase() ?? '';
  const reason = input.reason?.toLowerCase() ?? '';
  const by = KEYS[(input.sort?.by ?? 'bannedAt') as keyof typeof KEYS];
  const at = (ban: BanView): string => ban.bannedAt ?? '';
  return bans
    .filter(
      (ban) =>
        input.channelId === OWNER.id &&
        (input.kinds?.includes(ban.kind) ?? true) &&
        (input.moderatorId === undefined || ban.bannedBy === input.moderatorId) &&
        (input.from === undefined || at(ban) >= input.from) &&
        (input.to === undefined || at(ban) < input.to) &&
        (input.sources === undefined || ban.sources.some((source) => input.sources?.includes(source))) &&
        ban.reason.toLowerCase().includes(reason) &&
        `${ban.username} ${ban.displayName} ${ban.reason}`.toLowerCase().includes(search),
    )
    .toSorted(
      (one, other) => (one[by] ?? '').localeCompare(other[by] ?? '') * (input.sort?.direction === 'asc' ? 1 : -1),
    );
}

export function pickEntries(entries: readonly EntryView[], input: Input): readonly EntryView[] {
  const search = input.search?.toLowerCase() ?? '';
  return entries.filter(
    (entry) =>
      (input.channelId === undefined || entry.channelId === input.channelId) &&
      (input.userId === undefined || entry.userId === input.userId) &&
      (input.kinds?.includes(entry.kind) ?? true) &&
      (input.moderatorId === undefined || entry.moderatorId === input.moderatorId) &&
      (input.from === undefined || entry.at >= input.from) &&
      (input.to === undefined || entry.at < input.to) &&
      `${entry.username} ${entry.reason}`.toLowerCase().includes(search),
  );
}

export function personOf(bans: readonly BanView[], entries: readonly EntryView[], input: Input) {
  const known = bans.find((ban) => ban.userId === input.userId);
  const own = entries.filter((entry) => entry.userId === input.userId);
  const from = known ?? own[0];
  const count = (kind: string): number => own.filter((entry) => entry.kind === kind).length;
  const former = { login: 'totally_bot_48', displayName: 'totally_bot_48', lastSeenAt: iso(NOW - 18 * 86_400_000) };
  return {
    id: input.userId,
    login: from?.username ?? '',
    displayName: from?.displayName ?? '',
    firstSeenAt: null,
    current: known ? [known] : [],
    formerNames:
      from?.username === 'notabot_4821' ? [former, { ...former, login: 'first_bot', displayName: 'First_Bot' }] : [],
    standing: null,
    counts: { bans: count('ban'), timeouts: count('timeout'), otherChannels: own.length > 2 ? 2 : 0 },
  };
}
