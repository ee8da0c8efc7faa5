// Accounts coming and going: their channels are asked, what is watched follows, cut-off acts are settled.
import type { AccountView } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Channels } from '../channels/channels.ts';
import { HOUR_MS } from '../lib/time.ts';
import type { Base } from './base.ts';

export interface Presence {
  signedIn(accountId: string): AccountView | null;
  /** An account came, went or changed. Never throws. */
  welcome(accountId: string): Promise<void>;
  /** Somebody gained or lost a channel: if it is one of our accounts, its channels are asked again. */
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

export function createPresence({ clock, log }: Base, deps: PresenceDeps): Presence {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

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
    } catch (error) {
      log.warn('the channels of an account could not be asked', { accountId, error: String(error) });
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

  async function restore(): Promise<void> {
    const unread = await deps.accounts().restore();
    for (const { id } of deps.accounts().list()) void welcome(id);
    if (unread.length > 0) later(VAULT_RETRY_MS, () => void restore());
  }

  return {
    signedIn,
    welcome,
    onModeratorChange(userId) {
      if (signedIn(userId) !== null) later(MODERATOR_LAG_MS, () => void welcome(userId));
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
