// At start: acts whose outcome was never written because the program ended in between. Each is settled by looking,
// or said to be unknown; none is sent again.
import { AppFailure, fail } from '../../shared/errors.ts';
import type { Person } from '../../shared/model.ts';
import type { Log } from '../lib/log.ts';
import type { Intents } from './intents.ts';
import type { Outcomes } from './outcomes.ts';
import type { People } from './people.ts';

export interface DanglingDeps {
  readonly intents: Intents;
  readonly outcomes: Outcomes;
  readonly people: People;
  readonly log: Log;
  /** The account by id if it is signed in, else null: then its acts wait for it. */
  readonly account: (accountId: string) => Person | null;
}

/** Settles what can be settled now; call it again when another account has signed in. Never throws. */
export async function settleDangling({ intents, outcomes, people, log, account }: DanglingDeps): Promise<void> {
  for (const intent of intents.dangling()) {
    const by = account(intent.accountId);
    if (by === null) continue;
    try {
      const target = await people.find({ id: intent.userId }, by.id);
      const lost = fail('SERVICE_UNAVAILABLE', 'Modkeep ended before Twitch answered; it did not happen.', {
        reason: 'interrupted',
      });
      await outcomes.settle(intent, target, by, lost.failure);
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      log.warn('an interrupted act is not settled yet', { actId: intent.actId, code: error.failure.code });
    }
  }
}
