// Turns new entries of the history into notices: one for a single entry, and one for a whole burst, which takes the place
// of itself as it grows and sounds once.
import type { EntryKind } from '../../shared/model.ts';
import { NOTICE_KINDS, type Notice, type NoticeKind, type NoticeWay, type NoticeWays } from '../../shared/notice.ts';
import type { Database } from '../db/open.ts';
import { countsInWords } from './discord-message.ts';
import { noticeKindOf } from './discord-lines.ts';

export interface Bursts {
  /** Something may have been written: `now` in epoch ms. */
  heard(now: number): void;
  /** What is to be said now. Call it twice a second; without news it costs nothing. */
  due(now: number): readonly { readonly notice: Notice; readonly ways: readonly NoticeWay[] }[];
}

export interface BurstsDeps {
  readonly db: Database;
  readonly settings: () => { readonly noticeWays: NoticeWays; readonly noticeOwnActs: boolean };
}

/** What happens together is said together: this long the first entry waits for others. */
const GATHER_MS = 1_500;
/** A burst that goes on is said anew this often, and is over after this long without an entry. */
const RENEW_MS = 10_000;
const OVER_MS = 30_000;

interface Burst {
  readonly channelId: string;
  readonly began: number;
  readonly counts: Map<NoticeKind, number>;
  lastSeq: number;
  lastAt: number;
  saidAt: number | null;
  isUnsaid: boolean;
  hasSounded: boolean;
}

interface Group {
  readonly channelId: string;
  readonly kind: EntryKind;
  readonly count: number;
  readonly seq: number;
}

interface Last {
  readonly kind: EntryKind;
  readonly user: string | null;
  readonly moderator: string | null;
  readonly reason: string;
  readonly channel: string | null;
}

export function createBursts({ db, settings }: BurstsDeps): Bursts {
  const { sqlite } = db;
  const newest = sqlite.prepare<[], number | null>('SELECT max(seq) FROM entry').pluck();
  // + keeps SQLite on the newest rows. Imported entries are old news; 4 = an act of ours.
  const groups = sqlite.prepare<[number, number], Group>(
    `SELECT channel_id AS channelId, kind, count(*) AS count, max(seq) AS seq FROM entry
     WHERE seq > ? AND +found = 0 AND sources <> 8 AND (? OR sources & 4 = 0) GROUP BY channel_id, kind`,
  );
  const entry = sqlite.prepare<[number], Last>(
    `SELECT e.kind, u.display_name AS user, e.moderator_name AS moderator, e.reason, c.display_name AS channel
     FROM entry e LEFT JOIN user u ON u.id = e.user_id LEFT JOIN channel c ON c.id = e.channel_id WHERE e.seq = ?`,
  );
  const bursts = new Map<string, Burst>();
  let cursor = newest.get() ?? 0;
  let heardAt: number | null = null;

  function collect(now: number): void {
    const { noticeWays, noticeOwnActs } = settings();
    const through = newest.get() ?? cursor;
    for (const { channelId, kind, count, seq } of groups.all(cursor, Number(noticeOwnActs))) {
      const notice = noticeKindOf(kind);
      if (notice === null || (noticeWays[notice] ?? []).length === 0) continue;
      const burst = bursts.get(channelId) ?? begin(channelId, now);
      burst.counts.set(notice, (burst.counts.get(notice) ?? 0) + count);
      Object.assign(burst, { lastSeq: Math.max(burst.lastSeq, seq), lastAt: now, isUnsaid: true });
    }
    cursor = through;
  }

  function begin(channelId: string, now: number): Burst {
    const burst: Burst = {
      channelId,
      began: now,
      counts: new Map(),
      lastSeq: 0,
      lastAt: now,
      saidAt: null,
      isUnsaid: true,
      hasSounded: false,
    };
    bursts.set(channelId, burst);
    return burst;
  }

  function say(burst: Burst, now: number): { notice: Notice; ways: readonly NoticeWay[] } | null {
    const last = entry.get(burst.lastSeq);
    Object.assign(burst, { saidAt: now, isUnsaid: false });
    if (last === undefined) return null;
    const { noticeWays } = settings();
    const kinds = NOTICE_KINDS.filter((kind) => burst.counts.has(kind));
    const ways = new Set(kinds.flatMap((kind) => noticeWays[kind] ?? []));
    if (burst.hasSounded) ways.delete('sound');
    if (ways.has('sound')) burst.hasSounded = true;
    return { notice: noticeOf(burst, kinds, last, now), ways: [...ways] };
  }

  return {
    heard: (now) => void (heardAt ??= now),
    due(now) {
      if (heardAt !== null && Math.abs(now - heardAt) >= GATHER_MS) {
        heardAt = null;
        collect(now);
      }
      const said = [];
      for (const burst of bursts.values()) {
        if (burst.isUnsaid && (burst.saidAt === null || Math.abs(now - burst.saidAt) >= RENEW_MS))
          said.push(say(burst, now));
        if (!burst.isUnsaid && Math.abs(now - burst.lastAt) >= OVER_MS) bursts.delete(burst.channelId);
      }
      return said.filter((one) => one !== null);
    },
  };
}

function noticeOf(burst: Burst, kinds: readonly NoticeKind[], last: Last, at: number): Notice {
  const channel = last.channel ?? 'a channel';
  const counts = kinds.map((kind) => [kind, burst.counts.get(kind) ?? 0] as const);
  const isOne = counts.length === 1 && counts[0]?.[1] === 1;
  const what = sentenceOf(last);
  return {
    kind: kinds[0] ?? 'ban',
    channelId: burst.channelId,
    severity: 'info',
    title: isOne ? what : `${countsInWords(counts)} in ${channel}`,
    text: isOne ? [channel, last.reason].filter(Boolean).join(': ') : `The last: ${what}.`,
    at,
    sameAs: `burst:${burst.channelId}:${burst.began}`,
  };
}

function sentenceOf({ kind, user, moderator }: Last): string {
  const name = user ?? 'Somebody';
  const by = moderator === null ? '' : ` by ${moderator}`;
  switch (kind) {
    case 'ban':
    case 'unknown':
      return `${name} was banned${by}`;
    case 'timeout':
      return `${name} was timed out${by}`;
    case 'unbanned':
      return `${name} was unbanned${by}`;
    case 'lifted':
      return `The timeout of ${name} was ended${by}`;
    case 'expired':
      return `The timeout of ${name} ran out`;
    case 'warned':
      return `${name} was warned${by}`;
    case 'moderator_added':
      return `${name} was made a moderator${by}`;
    case 'moderator_removed':
      return `${name} was removed as a moderator${by}`;
    default:
      return name;
  }
}
