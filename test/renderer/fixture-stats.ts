// The numbers of the Stats screen for the made-up world, added up by the product's own sums. Test code.
import type { StatsView } from '../../src/shared/contract/insight.ts';
import type { EntryView } from '../../src/shared/model.ts';
import { createTally, KIND_NUMBERS } from '../../src/main/insight/stats-tally.ts';
import { createZone } from '../../src/main/lib/zone.ts';
import type { Input } from './fixture-frame.ts';
import { iso, NOW } from './fixture-world.ts';

const DAY = 86_400_000;

export function statsOf(entries: readonly EntryView[], { channelId, from, to, timeZone }: Input): StatsView {
  const words = createWords();
  const tally = createTally(createZone(timeZone), dayNumber(from ?? '1970-01-01'), dayNumber(to ?? '2999-01-01'));
  const people = new Map(entries.map((entry) => [entry.userId, entry]));
  const acting = new Map(entries.map((entry) => [entry.moderatorId ?? '', entry]));
  for (const entry of entries) {
    const kind = KIND_NUMBERS.get(entry.kind);
    const [person, moderator] = [words.numberOf(entry.userId), words.numberOf(entry.moderatorId)];
    const seconds = entry.durationSeconds ?? -1;
    if (kind !== undefined)
      tally.add(Date.parse(entry.at), kind, false, person, moderator, words.numberOf(entry.reason), seconds);
  }
  const { offenders, reasons, moderators, days, ...rest } = tally.result();
  const nobody = moderators.find(({ number }) => number === 0);
  return {
    ...rest,
    channelId: channelId,
    timeZone,
    from: from ?? days[0]?.day ?? iso(NOW).slice(0, 10),
    to: to ?? iso(NOW).slice(0, 10),
    knownSince: iso(NOW - 60 * DAY),
    unwatched: { count: 3, ms: 12.1 * 3_600_000 },
    streams: [5, 29, 53, 78].map((hours, index) => {
      const from = NOW - hours * 3_600_000;
      const to = from + (3 + index) * 3_600_000;
      const during = entries.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
      const of = (kind: string): number => during.filter((entry) => entry.kind === kind).length;
      return {
        channelId: channelId ?? '100',
        startedAt: iso(from),
        endedAt: index === 0 ? null : iso(to),
        isEndKnown: index !== 2,
        bans: of('ban'),
        timeouts: of('timeout'),
        unknown: 0,
      };
    }),
    unknownActor: nobody === undefined ? 0 : nobody.lifted + nobody.unbanned,
    days,
    moderators: moderators.map(({ number, ...counts }) => {
      const entry = acting.get(words.wordOf(number));
      const name = number === 0 ? null : (entry?.moderatorDisplayName ?? null);
      return { id: number === 0 ? null : words.wordOf(number), login: name, displayName: name, ...counts };
    }),
    reasons: reasons.map(({ number, count }) => ({ reason: words.wordOf(number), count })),
    offenders: offenders.map(({ number, bans, timeouts }) => {
      const userId = words.wordOf(number);
      const { username = userId, displayName = userId } = people.get(userId) ?? {};
      return { userId, username, displayName, bans, timeouts };
    }),
  };
}

/** Numbers for texts, 0 for none. */
function createWords() {
  const texts = [''];
  return {
    numberOf(word: string | null): number {
      const found = texts.indexOf(word ?? '');
      return found === -1 ? texts.push(word ?? '') - 1 : found;
    },
    wordOf: (number: number): string => texts[number] ?? '',
  };
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY;
}
