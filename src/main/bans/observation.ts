// What somebody told us about one person in one channel. Every source speaks this language; the ledger hears nothing else.
import type { Person, RestrictionKind } from '../../shared/model.ts';

/** A row of the banned list: says that an act happened at `createdAt` and was in force at `seenAt`. */
export interface RowSeen {
  readonly type: 'row';
  readonly source: 'poll' | 'import';
  readonly user: Person;
  readonly moderator: Person | null;
  readonly kind: RestrictionKind;
  /** Epoch ms, null when Twitch's text could not be read. */
  readonly createdAt: number | null;
  readonly rawCreatedAt: string;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly seenAt: number;
  /** Start of the last complete read before this one; what changed since lies in (notBefore, seenAt]. */
  readonly notBefore: number | null;
}

/** The person is no longer in a complete list. Names the restriction that vanished by its entry. */
export interface Gone {
  readonly type: 'gone';
  readonly source: 'poll';
  readonly user: Person;
  readonly entryId: string;
  readonly seenAt: number;
  readonly notBefore: number | null;
}

/**
 * When a request of ours left and when its answer was here (epoch ms). Requests about one person that do not overlap were
 * carried out in this order, whatever the clocks say that date them. `after`: the latest of that person that Twitch's events
 * had told when it left, by Twitch's clock; no event up to then is this request's.
 */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly after?: number;
}

/** An act as EventSub or our own request told it; `key` is the message id or act id. */
export interface ActSeen {
  readonly type: 'act';
  readonly source: 'eventsub' | 'app' | 'import';
  readonly key: string;
  readonly kind: 'ban' | 'timeout' | 'unban' | 'untimeout';
  readonly user: Person;
  readonly moderator: Person | null;
  readonly at: number;
  /** True when `at` is our own clock's word, not Twitch's: then 15 s count as the same moment instead of 5 s. */
  readonly isLocalTime?: boolean;
  /** Only our own requests. */
  readonly stretch?: Stretch;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  /** Facts for the audit log: act id, latency in ms, app version. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** Something else that a moderator did; each is an entry of its own and changes nobody's restriction. */
export interface NoteSeen {
  readonly type: 'note';
  readonly source: 'eventsub' | 'app' | 'import';
  readonly key: string;
  readonly kind:
    | 'warned'
    | 'message_deleted'
    | 'moderator_added'
    | 'moderator_removed'
    | 'unban_request_approved'
    | 'unban_request_denied';
  readonly user: Person;
  readonly moderator: Person | null;
  readonly at: number;
  readonly reason: string;
}

export type Observation = RowSeen | Gone | ActSeen | NoteSeen;
