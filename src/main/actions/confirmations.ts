// Whether Twitch itself has shown what it answered: by its event, by its list, or not. Kept with the act, so that a
// restart forgets nothing. Where an event should have come and did not, the list is asked for exactly these people.
import { AppFailure } from '../../shared/errors.ts';
import type { UnconfirmedView } from '../../shared/contract/acting.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { DAY_MS, SECOND_MS, toIso } from '../lib/time.ts';
import type { TwitchClient } from '../twitch/types.ts';
import type { ActKind } from './intents.ts';
import type { OutcomesDeps } from './outcomes.ts';

export interface Confirmations {
  /** An event was written down: an act of ours in this channel may be confirmed by it. */
  heard(channelId: string): void;
  /** The feed of a channel became whole, or is not any more. */
  onFeed(channelId: string, isLive: boolean): void;
  list(): readonly UnconfirmedView[];
  /** Looks after what waits until the returned function is called. */
  start(): () => Promise<void>;
}

export interface ConfirmationDeps {
  readonly db: Database;
  readonly ledger: Pick<Ledger, 'apply'>;
  readonly client: Pick<TwitchClient, 'lookUpBanned'>;
  readonly observe: OutcomesDeps['observe'];
  readonly canLook: (channelId: string) => boolean;
  readonly isLive: (channelId: string) => boolean;
  /** A full read soon: the list does not show what Twitch said it did. */
  readonly hurry: (channelId: string) => void;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly twitchNow: () => number;
}

interface Pending {
  readonly actId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly kind: ActKind;
  readonly state: 'waiting' | 'missing' | 'unheard';
  readonly startedAt: number;
  readonly answeredAt: number;
  /** Bit mask of the entry: 1 list, 2 event. */
  readonly sources: number | null;
  /** Twitch has shown something later of this person here, which could not be without this act. */
  readonly isPassed: number;
}

/** An event comes within this time, as a rule within a second. */
const WAIT_MS = 30 * SECOND_MS;
const TICK_MS = SECOND_MS;
/** What is still not confirmed is looked at again every so many ticks. */
const REVIEW_TICKS = 2;
const SHOWN_MS = 30 * DAY_MS;
const LOOKED_AFTER_MS = DAY_MS;
const MOST_SHOWN = 500;
const LOOKS = { most: 6, firstMs: 5 * SECOND_MS, people: 100 } as const;

const OPEN = "i.confirmation IN ('waiting', 'missing', 'unheard')";
const COLUMNS = `i.act_id AS actId, i.channel_id AS channelId, i.user_id AS userId, i.kind, i.confirmation AS state,
  i.started_at AS startedAt, i.answered_at AS answeredAt, e.sources, EXISTS (
    SELECT 1 FROM entry n WHERE n.user_id = i.user_id AND n.channel_id = i.channel_id AND n.at > e.at AND n.id <> e.id
      AND iif(i.kind IN ('ban', 'timeout'), n.kind IN ('unbanned', 'lifted') AND n.sources & 2,
        n.kind IN ('ban', 'timeout') AND n.sources & 3)) AS isPassed`;
const FROM = 'FROM act_intent i LEFT JOIN entry e ON e.id = i.entry_id';

export function createConfirmations(deps: ConfirmationDeps): Confirmations {
  const { db, clock, bus, log, twitchNow } = deps;
  const sql = prepare(db);
  /** Since when each feed has been whole (epoch ms, Twitch's clock). */
  const wholeSince = new Map<string, number>();
  const looks = new Map<string, { count: number; dueAt: number }>();
  const looking = new Map<string, Promise<void>>();
  let tick = 0;

  function become(act: Pending, state: 'event' | 'read' | 'missing' | 'unheard'): void {
    const isConfirmed = state === 'event' || state === 'read';
    db.immediate(() => sql.set.run(state, isConfirmed ? twitchNow() : null, act.actId));
    if (isConfirmed) looks.delete(act.actId);
    const { actId, channelId, userId } = act;
    if (state === 'missing') log.warn('an act was not confirmed in time', { actId, channelId, userId });
    // What was confirmed in time was never shown as anything else.
    if (!isConfirmed || act.state !== 'waiting') bus.emit({ type: 'acts.changed', channelId });
  }

  /** True when `act` has been shown by now. */
  function confirm(act: Pending): boolean {
    const sources = act.sources ?? 0;
    if ((sources & 2) !== 0) become(act, 'event');
    else if ((sources & 1) !== 0 || act.isPassed !== 0) become(act, 'read');
    else return false;
    return true;
  }

  function judge(act: Pending): void {
    if (confirm(act) || twitchNow() - act.answeredAt < WAIT_MS) return;
    const since = wholeSince.get(act.channelId);
    const isWhole = since !== undefined && since <= act.startedAt && deps.isLive(act.channelId);
    become(act, isWhole ? 'missing' : 'unheard');
  }

  function review(): void {
    const open = sql.open.all(twitchNow() - LOOKED_AFTER_MS).filter((act) => !confirm(act));
    for (const [channelId, acts] of Map.groupBy(open, (act) => act.channelId)) {
      if (looking.has(channelId) || !deps.canLook(channelId)) continue;
      const due = acts.filter(({ actId }) => (looks.get(actId)?.dueAt ?? 0) <= clock.monotonic());
      if (due.length === 0) continue;
      const work = look(channelId, due.slice(0, LOOKS.people))
        .catch((error: unknown) => {
          const code = error instanceof AppFailure ? error.failure.code : String(error);
          log.warn('the list could not be asked for acts that are not confirmed', { channelId, code });
        })
        .finally(() => looking.delete(channelId));
      looking.set(channelId, work);
    }
  }

  /** Asks the list for exactly these people. */
  async function look(channelId: string, acts: readonly Pending[]): Promise<void> {
    for (const { actId } of acts) {
      const count = (looks.get(actId)?.count ?? 0) + 1;
      const wait = count >= LOOKS.most ? Infinity : LOOKS.firstMs * 2 ** count;
      looks.set(actId, { count, dueAt: clock.monotonic() + wait });
    }
    const userIds = [...new Set(acts.map(({ userId }) => userId))];
    const rows = await deps.client.lookUpBanned({ channelId, userIds });
    const seenAt = twitchNow();
    deps.ledger.apply(
      channelId,
      rows.map((row) => deps.observe(channelId, row, seenAt)),
    );
    const held = new Set(rows.map(({ userId }) => userId));
    const isEnding = ({ kind }: Pending): boolean => kind === 'unban' || kind === 'untimeout';
    for (const act of acts) if (isEnding(act) && !held.has(act.userId)) become(act, 'read');
    // The poller decides about somebody who should be there and is not: one look proves nothing.
    if (acts.some((act) => !isEnding(act) && !held.has(act.userId))) deps.hurry(channelId);
  }

  function run(): void {
    try {
      for (const act of sql.waiting.all()) judge(act);
      tick += 1;
      if (tick % REVIEW_TICKS === 0) review();
    } catch (error) {
      log.error('what waits for its confirmation could not be looked after', { error: String(error) });
    }
  }

  return {
    heard(channelId) {
      for (const act of sql.waiting.all()) if (act.channelId === channelId) confirm(act);
    },
    onFeed(channelId, isLive) {
      if (!isLive) wholeSince.delete(channelId);
      else if (!wholeSince.has(channelId)) wholeSince.set(channelId, twitchNow());
    },
    list: () =>
      sql.list.all(twitchNow() - SHOWN_MS, twitchNow()).map((row) => ({ ...row, answeredAt: toIso(row.answeredAt) })),
    start() {
      const stop = clock.every(TICK_MS, run);
      return async () => {
        stop();
        await Promise.allSettled(looking.values());
      };
    },
  };
}

function prepare({ sqlite }: Database) {
  return {
    waiting: sqlite.prepare<[], Pending>(`SELECT ${COLUMNS} ${FROM} WHERE ${OPEN} AND i.confirmation = 'waiting'`),
    open: sqlite.prepare<[number], Pending>(
      `SELECT ${COLUMNS} ${FROM} WHERE ${OPEN} AND i.confirmation <> 'waiting' AND i.answered_at > ?
       ORDER BY i.answered_at DESC LIMIT ${MOST_SHOWN}`,
    ),
    // A timeout whose time is up leaves nothing that anybody could still look at or do.
    list: sqlite.prepare<[number, number], Omit<UnconfirmedView, 'answeredAt'> & { answeredAt: number }>(
      `SELECT i.act_id AS actId, i.entry_id AS entryId, i.channel_id AS channelId, i.user_id AS userId,
         COALESCE(u.display_name, i.user_id) AS displayName, i.kind, i.confirmation AS state, i.answered_at AS answeredAt
       ${FROM} LEFT JOIN user u ON u.id = i.user_id
       WHERE ${OPEN} AND i.confirmation <> 'waiting' AND i.answered_at > ?
         AND (i.kind <> 'timeout' OR e.expires_at > ?)
       ORDER BY i.answered_at DESC LIMIT ${MOST_SHOWN}`,
    ),
    set: sqlite.prepare(
      "UPDATE act_intent SET confirmation = ?, confirmed_at = ? WHERE act_id = ? AND confirmation IN ('waiting', 'missing', 'unheard')",
    ),
  };
}
