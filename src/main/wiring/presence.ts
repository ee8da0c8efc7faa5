// Accounts coming and going: their channels are asked, what is watched follows, cut-off acts are settled.
import { AppFailure } from '../../shared/errors.ts';
import type { AccountView } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Channels } from '../channels/channels.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import type { Base } from './base.ts';

export interface Presence {
  signedIn(accountId: string): AccountView | null;
  /** An account came, went or changed. Never throws. */
  welcome(accountId: string): Promise<void>;
  /** Somebody gained or lost a channel, or Twitch refused their feed: if it is one of our accounts, Twitch is asked. */
  onModeratorChange(userId: string): void;
  /** Takes up stored tokens; where the vault can't be read just now, tries again until it can. */
  restore(): Promise<void>;
  /** Asks for every account's channels each hour until the returned function is called. */
  keepFresh(): () => void;
  stop(): Promise<void>;
}

export interface PresenceDeps {
  readonly accounts: () => Accounts;
  readonly channels: () => Channels;
  /** Brings readers and feeds in line. */
  readonly update: () => void;
  readonly settle: () => Promise<void>;
}

const VAULT_RETRY_MS = 30_000;
/** Twitch's list of moderated channels follows a change after a moment. */
const MODERATOR_LAG_MS = 3_000;
/** What Twitch could not answer is asked again after these, doubling from the first to the last. */
const RETRY_MS = { least: 5_000, most: 5 * MINUTE_MS } as const;
const PASSING: readonly string[] = ['OFFLINE', 'SERVICE_UNAVAILABLE', 'RATE_LIMIT_EXCEEDED'];

export function createPresence({ clock, log, twitch }: Base, deps: PresenceDeps): Presence {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Accounts that will be asked about again soon. */
  const expected = new Set<string>();
  const failures = new Map<string, number>();

  function signedIn(accountId: string): AccountView | null {
    const account = deps.accounts().get(accountId);
    return account?.state === 'signed-in' ? account : null;
  }

  async function take(accountId: string): Promise<void> {
    deps.update();
    const account = signedIn(accountId);
    if (account === null) return;
    try {
      await deps.channels().refresh(account);
      failures.delete(accountId);
    } catch (error) {
      log.warn('the channels of an account could not be asked', { accountId, error: String(error) });
      if (isPassing(error)) askAgain(accountId);
    }
    if (stopping.signal.aborted) return;
    deps.update();
    await deps.settle();
  }

  function welcome(accountId: string): Promise<void> {
    const work = take(accountId).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error('an account could not be taken up', { accountId, error: String(error) });
    });
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  function later(ms: number, run: () => void): void {
    void clock.sleep(ms, stopping.signal).then(run, () => undefined);
  }

  function askAgain(accountId: string): void {
    const count = failures.get(accountId) ?? 0;
    failures.set(accountId, count + 1);
    revisit(accountId, Math.min(RETRY_MS.most, RETRY_MS.least * 2 ** count) * (0.75 + clock.random() / 2));
  }

  /** Whether the token still holds, and which channels it reaches. One visit at a time is planned per account. */
  function revisit(accountId: string, ms: number): void {
    if (expected.has(accountId)) return;
    expected.add(accountId);
    later(ms, () => {
      expected.delete(accountId);
      if (signedIn(accountId) !== null) void twitch.auth.validateAll().then(() => welcome(accountId));
    });
  }

  async function restore(): Promise<void> {
    const unread = await deps.accounts().restore();
    for (const { id } of deps.accounts().list()) void welcome(id);
    if (unread.length > 0) later(VAULT_RETRY_MS, () => void restore());
  }

  return {
    signedIn,
    welcome,
    onModeratorChange(userId) {
      if (signedIn(userId) !== null) revisit(userId, MODERATOR_LAG_MS);
    },
    restore,
    keepFresh: () =>
      clock.every(HOUR_MS, () => {
        for (const { id } of deps.accounts().list()) void welcome(id);
      }),
    async stop() {
      stopping.abort();
      await Promise.allSettled(underWay);
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof AppFailure && PASSING.includes(error.failure.code);
}
