// The kill switch, wherever on the page it is pressed: one call, one toast.
import type { Bridge } from '../../shared/contract.ts';
import type { Say } from './say.ts';

/** Resolves when the core has answered; a refusal is said in a toast. */
export type KillSwitch = (on: boolean) => Promise<void>;

export function createKillSwitch({ bridge, say }: { readonly bridge: Bridge; readonly say: Say }): KillSwitch {
  return async (on) => {
    const reply = await bridge.call('killSwitch.set', { on });
    if (!reply.ok) say.failed(reply.error);
    else if (on) say.note('Everything is stopped', 'Modkeep only reads until you start it again.', 'note');
    else say.note('Acting is on again');
  };
}
