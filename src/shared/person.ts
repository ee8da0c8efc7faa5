// What is known of one person, as both sides speak of it. Types only.
import type { BanView, Person } from './model.ts';

export interface PersonView extends Person {
  readonly formerNames: readonly { login: string; displayName: string; lastSeenAt: string }[];
  readonly current: readonly BanView[];
  readonly counts: { bans: number; timeouts: number; otherChannels: number };
  readonly firstSeenAt: string | null;
  /** In the channel that was asked about, as far as it is known here; null for anybody else. */
  readonly standing: 'owner' | 'moderator' | null;
  readonly offences: Offences;
}

/** Bans and timeouts so far, and what the ladder suggests for the next: a timeout, or a ban. */
export interface Offences {
  readonly count: number;
  readonly suggestion: { readonly kind: 'timeout'; readonly durationSeconds: number } | { readonly kind: 'ban' };
}
