// Signing in as a job: shows the code at once, ends when the person has answered on Twitch. The tokens are in the vault
// before the account exists. One at a time: a new one takes the place of one that nobody finished.
import { fail } from '../../shared/errors.ts';
import type { Parsed } from '../../shared/contract.ts';
import type { JobView } from '../../shared/model.ts';
import type { Jobs } from '../lib/jobs.ts';
import { toIso } from '../lib/time.ts';
import type { TwitchAuth } from '../twitch/auth.ts';
import { DEFAULT_FEATURES, knownScopes, missingScopes, scopesFor, withoutWeaker } from '../twitch/scopes.ts';
import { badClientId } from '../twitch/token-endpoint.ts';
import type { Accounts } from './accounts.ts';
import { startDeviceFlow, type DeviceFlowDeps, type StartedFlow } from './device-flow.ts';

export interface SignInDeps extends DeviceFlowDeps {
  readonly auth: Pick<TwitchAuth, 'adopt'>;
  readonly accounts: Pick<Accounts, 'add' | 'get'>;
  readonly jobs: Pick<Jobs, 'start' | 'cancel' | 'get'>;
  /** The public client id in use now; empty = none. */
  readonly clientId: () => string;
  /** Asks Twitch how the account spells its name; a failure or null leaves the login. */
  readonly displayNameOf: (accountId: string) => Promise<string | null>;
}

export interface SignIns {
  /**
   * Asks Twitch for a code, for `scopes`, or to reconnect `accountId` with what it has and what `features` still lack;
   * for everything Modkeep has a use for when nothing is said. A Confidential client id is refused at once. Throws INVALID_REQUEST (`clientId`, `scopes`),
   * OFFLINE, SERVICE_UNAVAILABLE. The job ends as `device-flow` says, with `accountId` and `login` in its summary.
   */
  start(input: SignInInput): Promise<SignInStart>;
  /** Throws NOT_FOUND when there is no such sign-in. */
  cancel(jobId: string): Promise<JobView>;
  /** The page to confirm the code on while the sign-in is under way, else null. */
  verificationUri(jobId: string): string | null;
}

export type SignInInput = Parsed<'accounts.signIn'>;

export interface SignInStart {
  readonly jobId: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresAt: string;
}

export function createSignIns(deps: SignInDeps): SignIns {
  const { auth, accounts, jobs } = deps;
  const underWay = new Map<string, string>();

  async function run(
    flow: StartedFlow,
    clientId: string,
    signal: AbortSignal,
  ): Promise<{ accountId: string; login: string }> {
    const { grant, owner } = await flow.finish(signal);
    const { accountId, login } = owner;
    await auth.adopt(accountId, clientId, { ...grant, scopes: owner.scopes });
    const displayName = (await deps.displayNameOf(accountId).catch(() => null)) ?? login;
    accounts.add({ id: accountId, login, displayName, scopes: owner.scopes });
    return { accountId, login };
  }

  /** A job that is stopped before its turn never runs, so it can't clear up after itself. */
  function stop(jobId: string): Promise<JobView | null> {
    underWay.delete(jobId);
    return jobs.cancel(jobId);
  }

  return {
    async start(input) {
      const scopes = wantedScopes(input, accounts.get);
      assertKnown(scopes);
      const clientId = deps.clientId();
      const [flow] = await Promise.all([startDeviceFlow(deps, clientId, scopes), assertPublic(deps, clientId)]);
      await Promise.all([...underWay.keys()].map(stop));
      const spec = { kind: 'sign-in', channelId: null, key: flow.userCode, actor: null, journal: false } as const;
      const expiresAt = toIso(deps.clock.now() + flow.lifeMs);
      const jobId = jobs.start(spec, async (context) => {
        context.report({ phase: 'waiting for confirmation' });
        try {
          return await run(flow, clientId, context.signal);
        } finally {
          underWay.delete(context.jobId);
        }
      });
      underWay.set(jobId, flow.verificationUri);
      return { jobId, userCode: flow.userCode, verificationUri: flow.verificationUri, expiresAt };
    },
    async cancel(jobId) {
      const isSignIn = jobs.get(jobId)?.kind === 'sign-in';
      const view = isSignIn ? await stop(jobId) : null;
      if (view === null) throw fail('NOT_FOUND', 'There is no such sign-in.', { what: 'sign-in', id: jobId });
      return view;
    },
    verificationUri: (jobId) => underWay.get(jobId) ?? null,
  };
}

/** Twitch replaces a token by what the new sign-in asked for, so a reconnect asks for the old scopes too. */
function wantedScopes({ scopes, accountId, features }: SignInInput, get: Accounts['get']): readonly string[] {
  if (scopes !== undefined) return scopes;
  const known = knownScopes();
  const granted =
    accountId === undefined ? [] : (get(accountId)?.scopes ?? []).filter((scope) => known.includes(scope));
  const missing = (features ?? DEFAULT_FEATURES).flatMap((feature) => missingScopes(feature, granted));
  if (granted.length === 0) return scopesFor(features ?? DEFAULT_FEATURES);
  return withoutWeaker([...granted, ...missing], granted);
}

/**
 * A Confidential client id could sign in but not stay signed in. Twitch asks such a one for its secret before it looks
 * at the token, so a made-up token tells; any other answer, or none, says nothing against the id.
 */
async function assertPublic({ endpoint }: DeviceFlowDeps, clientId: string): Promise<void> {
  if (clientId === '') return;
  const reply = await endpoint.refresh(clientId, 'is-this-client-public').catch(() => null);
  if (reply !== null && 'refusal' in reply && reply.refusal === 'missing_secret') throw badClientId('confidential');
}

function assertKnown(scopes: readonly string[]): void {
  const known = knownScopes();
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (unknown === undefined && scopes.length > 0) return;
  const provided = unknown ?? '';
  throw fail('INVALID_REQUEST', 'Modkeep has no use for this scope.', { field: 'scopes', provided });
}
