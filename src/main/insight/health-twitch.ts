// The checks that concern Twitch: who is signed in, what was granted, whether it answers, whether it is read and heard.
import type { CheckFix, HealthCheck } from '../../shared/contract/health.ts';
import type { ChannelView } from '../../shared/model.ts';
import { lengthOf } from '../lib/measures.ts';
import { check, isOrAre, names, type HealthFacts } from './health-facts.ts';

/** A limit with less than this share left is nearly used up, in percent. */
const NEARLY_USED = 90;

const OUT_WORDS = {
  user: 'was signed out here',
  revoked: 'was signed out by Twitch: the permission was taken back',
  expired: 'was signed out: its sign-in ran out',
  restart: 'must sign in again after the restart',
} as const;

export function signedIn({ accounts }: HealthFacts): HealthCheck {
  if (accounts.length === 0)
    return check('signed_in', 'bad', 'Nobody is signed in to Twitch. Sign in first.', {
      kind: 'sign-in',
      accountId: null,
    });
  const out = accounts.filter(({ state }) => state === 'signed-out');
  const [first] = out;
  if (first === undefined) return check('signed_in', 'ok', `${names(accounts)} ${isOrAre(accounts)} signed in.`);
  const isChosen = first.reason === 'user' && out.length < accounts.length;
  const why = OUT_WORDS[first.reason ?? 'user'];
  const more = out.length > 1 ? ` So are ${out.length - 1} more.` : '';
  return check('signed_in', isChosen ? 'note' : 'bad', `${first.displayName} ${why}.${more}`, {
    kind: 'sign-in',
    accountId: first.id,
  });
}

const FEATURE_WORDS = {
  readList: 'reading the list',
  act: 'acting',
  live: 'hearing live',
  moderatedChannels: 'finding channels',
} as const;

export function scopes({ accounts, features }: HealthFacts): HealthCheck {
  const inside = accounts.filter(({ state }) => state === 'signed-in');
  if (inside.length === 0) return check('scopes', 'note', 'Not known before somebody is signed in.');
  for (const account of inside) {
    const lacking = (features.find(({ accountId }) => accountId === account.id)?.features ?? []).filter(
      ({ can }) => !can,
    );
    if (lacking.length === 0) continue;
    const what = lacking.map(({ feature }) => FEATURE_WORDS[feature]).join(', ');
    const missing = [...new Set(lacking.flatMap(({ missingScopes }) => missingScopes))].join(', ');
    return check('scopes', 'bad', `Twitch has not granted ${account.displayName}: ${what}. Missing: ${missing}.`, {
      kind: 'reconnect',
      accountId: account.id,
      features: lacking.map(({ feature }) => feature),
    });
  }
  return check(
    'scopes',
    'ok',
    'Twitch has granted everything: reading the list, acting, hearing live, finding channels.',
  );
}

export function connection({ lastRequest, now, accounts }: HealthFacts): HealthCheck {
  const fix = { kind: 'test' } as const;
  if (lastRequest === null) {
    const canTest = accounts.some(({ state }) => state === 'signed-in');
    return check('connection', 'note', 'Twitch has not been asked yet in this run.', canTest ? fix : null);
  }
  const { status, ms, at } = lastRequest;
  const ago = lengthOf(now - at);
  if (status === null)
    return check(
      'connection',
      'bad',
      `Twitch did not answer ${ago} ago. Check the network; Modkeep keeps trying.`,
      fix,
    );
  if (status >= 500)
    return check('connection', 'bad', `Twitch has trouble of its own: it answered ${status} ${ago} ago.`, fix);
  return check('connection', 'ok', `Twitch answered ${ago} ago, in ${Math.round(ms)} ms.`, fix);
}

export function list({ channels }: HealthFacts): HealthCheck {
  const own = channels.filter(({ mode, isWatched }) => mode === 'broadcaster' && isWatched);
  if (own.length === 0) {
    const why = channels.some(({ mode }) => mode === 'moderator')
      ? 'Twitch lets only the broadcaster read the list; the record comes from live events and your own acts.'
      : 'No channel of your own is watched.';
    return check('list', 'note', why);
  }
  const broken = own.find(({ status }) => status.reading === 'failed' || status.reading === 'off');
  const held = own.find(({ status }) => status.reading === 'held');
  const worst = broken ?? held;
  if (worst !== undefined) {
    const { displayName, status } = worst;
    const how = worst === broken ? 'is not read' : 'is on hold';
    return check(
      'list',
      worst === broken ? 'bad' : 'note',
      `The list of ${displayName} ${how}. ${status.explanation}`,
      {
        kind: 'reading',
        channelId: worst.id,
      },
    );
  }
  const unread = own.find(({ status }) => status.lastCompleteReadAt === null);
  if (unread !== undefined)
    return check('list', 'note', `The list of ${unread.displayName} has not been read to its end yet.`, {
      kind: 'reading',
      channelId: unread.id,
    });
  return check('list', 'ok', `The list of ${names(own)} can be read and is complete.`, {
    kind: 'reading',
    channelId: own[0]!.id,
  });
}

const LIVE_WORDS = {
  lost: 'has lost its live feed; Modkeep keeps trying and reads the list in full when it is back',
  refused: 'is refused its live feed by Twitch',
  off: 'is not heard live',
  connecting: 'is being connected',
  live: 'is heard live',
} as const;

export function live({ channels, features }: HealthFacts): HealthCheck {
  const watched = channels.filter(({ isWatched, mode }) => isWatched && mode !== 'viewer');
  if (watched.length === 0) return check('live', 'note', 'No channel is watched.');
  const worst = (['refused', 'lost', 'off', 'connecting'] as const)
    .map((state) => watched.find(({ status }) => status.live === state))
    .find((channel) => channel !== undefined);
  if (worst === undefined) return check('live', 'ok', `${names(watched)} ${isOrAre(watched)} heard live.`);
  const others = watched.filter(({ status }) => status.live !== 'live').length - 1;
  const more = others > 0 ? ` ${others} more ${others === 1 ? 'is' : 'are'} not heard either.` : '';
  const sentence = `${worst.displayName} ${LIVE_WORDS[worst.status.live]}.${more}`;
  const fix = mendLive(worst, features);
  return check('live', worst.status.live === 'connecting' ? 'note' : 'bad', sentence, fix);
}

/** What would have a channel heard again. */
export function mendLive({ id, accountIds, status }: ChannelView, features: HealthFacts['features']): CheckFix {
  const accountId = accountIds[0];
  const lacks = features
    .find((one) => one.accountId === accountId)
    ?.features.some(({ feature, can }) => feature === 'live' && !can);
  return accountId !== undefined && (lacks === true || status.live === 'refused')
    ? { kind: 'reconnect', accountId, features: ['live'] }
    : { kind: 'reading', channelId: id };
}

export function rateLimit({ limits, refusedByLimit }: HealthFacts): HealthCheck {
  const fix = { kind: 'limits' } as const;
  const fullest = limits.toSorted((one, other) => other.percentageUsed - one.percentageUsed)[0];
  if (refusedByLimit > 0)
    return check(
      'rate_limit',
      'bad',
      `Twitch asked to slow down ${refusedByLimit === 1 ? 'once' : `${refusedByLimit} times`} in the last five minutes. Modkeep waits as long as Twitch says.`,
      fix,
    );
  if (fullest === undefined) return check('rate_limit', 'note', 'Twitch has not said yet how much may be asked.', fix);
  const { remaining, limit } = fullest;
  const left = `${remaining} of ${limit} requests a minute are left`;
  return fullest.percentageUsed >= NEARLY_USED
    ? check('rate_limit', 'bad', `Nearly used up: ${left}. It fills up again within a minute.`, fix)
    : check('rate_limit', 'ok', `${left}.`, fix);
}
