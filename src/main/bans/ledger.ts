// The only writer of the list and the history. Whatever is observed comes through `apply`, in any order and as often
// as it likes; story.ts says what it means, this file makes the rows say the same, in one short transaction.
import type { EntryKind, Person } from '../../shared/model.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { newId } from '../lib/id.ts';
import type { Log } from '../lib/log.ts';
import type { Names } from '../people/names.ts';
import { auditRecord, isLaterKnowledge, isNews } from './entry-audit.ts';
import { createEntryRows, type EntryRow } from './entry-rows.ts';
import { toEvidence, type Evidence } from './evidence.ts';
import { byPerson, claimRows, earlier, isVoiceOf, metaOf, type Group, type KnownEntry } from './matching.ts';
import type { Observation } from './observation.ts';
import { unpackEvidence } from './stored-evidence.ts';
import { tellStory, type Act } from './story.ts';

/** An entry that an observation started or joined. */
export interface AppliedEntry {
  readonly entryId: string;
  readonly userId: string;
  readonly kind: Act['kind'];
  readonly isNew: boolean;
  readonly found: boolean;
}

export interface Applied {
  readonly entries: readonly AppliedEntry[];
  readonly isListChanged: boolean;
}

export interface Ledger {
  /**
   * Takes observations of one channel (a page of rows, one event, one act) and makes list, history and audit log say
   * what they mean, all or nothing. `also` runs inside the same transaction, with the entries written.
   * Throws AppFailure DATABASE_*; then nothing was applied.
   */
  apply(channelId: string, seen: readonly Observation[], also?: (applied: Applied) => void): Applied;
  /** Ends timeouts whose time is up, at most `limit` people. Returns how many it looked at. */
  expireDue(limit?: number): number;
  /** Tells the stories of these people anew from what is stored. Returns the entries there were before and are now. */
  retell(channelId: string, people: readonly Person[]): { before: number; after: number };
  /** Epoch ms (Twitch's clock) of the next timeout to end, null when there is none. */
  nextExpiry(): number | null;
}

export interface LedgerDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly names: Names;
  readonly bus: Bus;
  readonly log: Log;
  /** Epoch ms, corrected to Twitch's clock. */
  readonly twitchNow: () => number;
}

/** What the log says of news. */
const NEWS: Readonly<Partial<Record<EntryKind, { readonly action: string; readonly words: string }>>> = {
  ban: { action: 'ban_detected', words: 'New ban detected' },
  unknown: { action: 'ban_detected', words: 'New ban detected' },
  timeout: { action: 'timeout_detected', words: 'New timeout detected' },
  unbanned: { action: 'unban_detected', words: 'Unban detected' },
  lifted: { action: 'unban_detected', words: 'Unban detected' },
  expired: { action: 'timeout_expired', words: 'Timeout expired' },
};

interface Touched {
  entries: AppliedEntry[];
  /** What is new, for the log; written there when it is true. */
  told: { act: Act; person: Person }[];
  isListChanged: boolean;
  isHistoryChanged: boolean;
  isAudited: boolean;
}

export function createLedger({ db, audit, names, bus, log, twitchNow }: LedgerDeps): Ledger {
  const rows = createEntryRows(db);
  const watched = db.sqlite
    .prepare<[string], number | null>('SELECT first_watched_at FROM channel WHERE id = ?')
    .pluck();
  const markSeen = db.sqlite.prepare('INSERT OR IGNORE INTO message_seen (id, seen_at) VALUES (?, ?)');
  const due = db.sqlite.prepare<
    [number, number],
    { channelId: string; id: string; login: string; displayName: string }
  >(
    `SELECT channel_id AS channelId, user_id AS id, login, display_name AS displayName
     FROM ban WHERE kind = 'timeout' AND expires_at <= ? ORDER BY expires_at LIMIT ?`,
  );
  const countOf = db.sqlite
    .prepare<[string, string], number>(
      'SELECT count(*) FROM entry WHERE channel_id = ? AND user_id IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const next = db.sqlite.prepare<[], number | null>("SELECT min(expires_at) FROM ban WHERE kind = 'timeout'").pluck();

  /** One person: loads what is known, adds what was seen, and writes the difference to what that tells. */
  function applyToPerson(
    channelId: string,
    { person, seen }: Group,
    watchedSince: number | null,
    touched: Touched,
  ): void {
    const now = twitchNow();
    const lastSeen = seen.reduce((latest, item) => Math.max(latest, 'seenAt' in item ? item.seenAt : item.at), 0);
    const { namesText, isChanged, isNew } = names.remember(person, lastSeen === 0 ? now : lastSeen);
    if (isChanged) touched.isListChanged = true;

    const known = isNew ? [] : rows.load(channelId, person.id);
    const evidence = new Map<string, Evidence>();
    const startKeys = new Map<string, string>();
    const before = known.map((row): KnownEntry => ({ row, ...unpackEvidence(row), isClaimed: false }));
    for (const { row, voices } of before) {
      for (const voice of voices) evidence.set(voice.key, voice);
      const start = voices.find((voice) => voice.type === 'row' || voice.type === 'act');
      if (start !== undefined) startKeys.set(row.id, start.key);
    }
    for (const item of seen) {
      const voice = toEvidence(item, item.type === 'gone' ? (startKeys.get(item.entryId) ?? null) : null);
      if (voice !== null) evidence.set(voice.key, earlier(evidence.get(voice.key), voice));
    }

    const story = tellStory([...evidence.values()], now, watchedSince);
    const toldMeta = metaOf(seen);
    const ids = new Map<Act, string>();
    const claimed = claimRows(before, story.acts);
    for (const act of story.acts) {
      const of = act.ended === null ? null : (ids.get(act.ended) ?? null);
      const old = claimed.get(act) ?? null;
      const id = old?.id ?? newId(now);
      ids.set(act, id);
      // What is new needs no voice looked for, unless there are facts that belong to just one act.
      const isToldNow = (old !== null || toldMeta !== undefined) && seen.some((item) => isVoiceOf(act, item));
      if (isToldNow || old === null) {
        touched.entries.push({ entryId: id, userId: person.id, kind: act.kind, isNew: old === null, found: act.found });
      }
      write({ channelId, person, act, of, id, old, meta: isToldNow ? toldMeta : undefined, now }, touched);
    }
    for (const { row, isClaimed } of before) {
      if (!isClaimed) retract(channelId, person, row, now, touched);
    }
    const { current } = story;
    const isListChanged =
      current === null
        ? rows.setCurrent(person, { channelId, act: null })
        : rows.setCurrent(person, {
            channelId,
            entryId: ids.get(current)!,
            act: current,
            namesText,
            seenAt: now,
            // An act is one row; rows of the list may be half a million.
            settled: seen.some((item) => item.type === 'act' && item.source !== 'import'),
          });
    if (isListChanged) touched.isListChanged = true;
  }

  function write(
    told: {
      channelId: string;
      person: Person;
      act: Act;
      of: string | null;
      id: string;
      old: EntryRow | null;
      meta: Record<string, unknown> | undefined;
      now: number;
    },
    touched: Touched,
  ): void {
    const { channelId, person, act, of, id, old, meta, now } = told;
    const record = (amends: string | null): string | null => {
      const whole = auditRecord({ channelId, person, entryId: id, act, meta, amends });
      if (whole === null) return null;
      touched.isAudited = true;
      return audit.append(whole);
    };
    if (old === null) {
      rows.insert({ id, channelId, userId: person.id, recordedAt: now, auditId: record(null) }, act, of);
      touched.isHistoryChanged = true;
      if (isNews(act)) touched.told.push({ act, person });
      return;
    }
    const isSame = old.kind === act.kind && old.at === act.at;
    if (isSame && JSON.stringify(unpackEvidence(old)) === JSON.stringify({ of, voices: act.evidence })) return;
    rows.update(id, act, of);
    touched.isHistoryChanged = true;
    if (!isLaterKnowledge(old, act)) return;
    const auditId = record(old.auditId);
    if (old.auditId === null && auditId !== null) rows.setAudit(id, auditId);
  }

  /** An entry that later knowledge has explained away: a guess from the list that an act has replaced. */
  function retract(channelId: string, person: Person, row: EntryRow, now: number, touched: Touched): void {
    rows.remove(row.id);
    touched.isHistoryChanged = true;
    if (row.auditId === null) return;
    audit.append({
      at: now,
      moderatorId: null,
      moderatorLogin: null,
      action:
        row.kind === 'lifted'
          ? 'untimeout_user'
          : row.kind === 'timeout'
            ? 'timeout_user'
            : row.kind === 'unbanned'
              ? 'unban_user'
              : 'ban_user',
      contentType: 'user',
      contentId: person.id,
      contentName: person.login,
      channelId,
      reason: '',
      metadata: { channelId, entryId: row.id, retracted: true },
      amends: row.auditId,
    });
    touched.isAudited = true;
  }

  function announce(act: Act, person: Person, channelId: string): void {
    const told = NEWS[act.kind];
    if (told === undefined) return;
    const { action, words } = told;
    const { by, reason } = act;
    log.info(`${words}: ${person.login}`, {
      action,
      moderatorId: by?.id ?? null,
      userId: person.id,
      channelId,
      reason,
    });
  }

  function publish(channelId: string, touched: Touched): void {
    if (touched.isListChanged) bus.emit({ type: 'bans.changed', channelId });
    if (touched.isHistoryChanged) bus.emit({ type: 'history.changed', channelId });
    if (touched.isAudited) bus.emit({ type: 'audit.changed' });
    for (const { act, person } of touched.told) announce(act, person, channelId);
  }

  function retell(channelId: string, people: readonly Person[]): void {
    const touched = untouched();
    db.immediate(() => {
      const watchedSince = watched.get(channelId) ?? null;
      for (const person of people) applyToPerson(channelId, { person, seen: [] }, watchedSince, touched);
    });
    publish(channelId, touched);
  }

  return {
    apply(channelId, seen, also) {
      const touched = untouched();
      db.immediate(() => {
        const watchedSince = watched.get(channelId) ?? null;
        for (const group of byPerson(seen, (key) => markSeen.run(key, twitchNow()).changes > 0)) {
          applyToPerson(channelId, group, watchedSince, touched);
        }
        also?.(touched);
      });
      publish(channelId, touched);
      return touched;
    },
    expireDue(limit = 200) {
      const people = due.all(twitchNow(), limit);
      for (const [channelId, group] of Map.groupBy(people, (person) => person.channelId)) retell(channelId, group);
      return people.length;
    },
    retell(channelId, people) {
      const ids = JSON.stringify(people.map((person) => person.id));
      const before = countOf.get(channelId, ids) ?? 0;
      retell(channelId, people);
      return { before, after: countOf.get(channelId, ids) ?? 0 };
    },
    nextExpiry: () => next.get() ?? null,
  };
}

function untouched(): Touched {
  return { entries: [], told: [], isListChanged: false, isHistoryChanged: false, isAudited: false };
}
