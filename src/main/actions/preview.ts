// A dry run of one act on one person in several channels: which would act, which are refused and why. Asks the own
// record and the guards; sends nothing to any channel.
import { fail, type AppError } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { PreviewView } from '../../shared/contract/acting.ts';
import type { BanView, Person } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { Guards } from './guards.ts';
import type { People } from './people.ts';

export type Preview = (input: Parsed<'acts.preview'>, caller: Caller) => Promise<Output<'acts.preview'>>;

export interface PreviewDeps {
  readonly guards: Pick<Guards, 'preview'>;
  readonly people: Pick<People, 'find'>;
  readonly findBan: (channelId: string, userId: string) => BanView | null;
  /** Whoever may ask Twitch who somebody is, or null. */
  readonly asker: () => Person | null;
  readonly canLook: (channelId: string) => boolean;
}

/** The answer has one row per channel, in the order given. Throws NOT_FOUND for nobody. */
export function createPreview({ guards, people, findBan, asker, canLook }: PreviewDeps): Preview {
  return async ({ channelIds, user, act }, caller) => {
    const account = asker();
    if (account === null) throw fail('TWITCH_AUTH_FAILED', 'Sign in to Twitch first.', { reason: 'signed_out' });
    const target = await people.find(user, account.id);
    const brake = act === 'end' ? 'unban' : 'ban';
    const channels = [...new Set(channelIds)].map((channelId): PreviewView => {
      const held = findBan(channelId, target.id);
      const isCertain = canLook(channelId);
      const attempt = { caller, channelId, needs: 'manage_bans', brake } as const;
      // Ending hits nobody, so nobody is protected from it.
      const refusal = guards.preview(attempt, act === 'end' ? null : target.id) ?? pointless(act, held, isCertain);
      return {
        channelId,
        refusal,
        held: held === null ? null : { kind: held.kind, expiresAt: held.expiresAt, reason: held.reason },
        isCertain,
      };
    });
    return { user: target, channels };
  };
}

/** What Twitch would refuse, as far as the record knows. Where it may be out of date nothing is ruled out by absence. */
function pointless(act: 'ban' | 'timeout' | 'end', held: BanView | null, isCertain: boolean): AppError | null {
  if (act === 'end') {
    if (held !== null || !isCertain) return null;
    const error = 'This person is neither banned nor timed out.';
    return { code: 'CONFLICT', error, details: { reason: 'not_banned' } };
  }
  if (held?.kind !== 'ban' || !isCertain) return null;
  return { code: 'CONFLICT', error: 'This person is already banned.', details: { reason: 'already_banned' } };
}
