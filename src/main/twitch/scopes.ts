// The one table of what Modkeep asks of a Twitch account and why. Only scopes that Twitch lists
// (https://dev.twitch.tv/docs/authentication/scopes/); knows nothing of tokens.

/** What a sign-in asks for by itself. */
export type DefaultFeature = 'readList' | 'act' | 'live' | 'moderatedChannels';
export type Feature = DefaultFeature | 'readModerators' | 'manageModerators';

interface Need {
  /** One of these is enough; the first is the one to ask for. */
  readonly anyOf: readonly [string, ...string[]];
}

interface FeatureScopes {
  /** What the person gets for it, as the sign-in page says it. */
  readonly why: string;
  readonly needs: readonly Need[];
}

export const FEATURE_SCOPES = {
  readList: {
    why: 'Reads the list of bans and timeouts of your own channel.',
    // Twitch's page also names manage:banned_users, but its 401 answer does not: the documented reader is asked for.
    needs: [{ anyOf: ['moderation:read', 'moderator:manage:banned_users'] }],
  },
  act: {
    why: 'Bans, times out and unbans when you say so.',
    needs: [{ anyOf: ['moderator:manage:banned_users'] }],
  },
  /** channel.moderate v2 wants all of these. https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/#channelmoderate-v2 */
  live: {
    why: 'Hears of every moderation act the moment it happens.',
    needs: [
      either('blocked_terms'),
      either('chat_settings'),
      either('unban_requests'),
      either('banned_users'),
      either('chat_messages'),
      either('warnings'),
      { anyOf: ['moderator:read:moderators'] },
      { anyOf: ['moderator:read:vips'] },
    ],
  },
  moderatedChannels: {
    why: 'Finds the channels you moderate.',
    needs: [{ anyOf: ['user:read:moderated_channels'] }],
  },
  readModerators: {
    why: 'Reads who moderates your own channel.',
    needs: [{ anyOf: ['moderation:read', 'channel:manage:moderators'] }],
  },
  manageModerators: {
    why: 'Makes and unmakes moderators of your own channel.',
    needs: [{ anyOf: ['channel:manage:moderators'] }],
  },
} as const satisfies Record<Feature, FeatureScopes>;

/** What a sign-in asks for when nobody chose otherwise. */
export const DEFAULT_FEATURES: readonly DefaultFeature[] = ['readList', 'act', 'live', 'moderatedChannels'];

/** The scopes to ask for, sorted, without a `read` whose `manage` is asked for anyway. */
export function scopesFor(features: readonly Feature[]): readonly string[] {
  return withoutWeaker(features.flatMap((feature) => needsOf(feature).map((need) => need.anyOf[0])));
}

/** Each scope once, sorted, without a `read` whose `manage` is there too, unless it is one of `kept`. */
export function withoutWeaker(scopes: readonly string[], kept: readonly string[] = []): readonly string[] {
  const wanted = new Set(scopes);
  return [...wanted].filter((scope) => kept.includes(scope) || !wanted.has(manageOf(scope))).toSorted();
}

/** The scopes that `feature` still lacks, named as they would be asked for; empty = it can be used. */
export function missingScopes(feature: Feature, granted: readonly string[]): readonly string[] {
  return needsOf(feature)
    .filter((need) => !need.anyOf.some((scope) => granted.includes(scope)))
    .map((need) => need.anyOf[0]);
}

/** Every scope Modkeep has a use for: what a caller may ask for at sign-in. */
export function knownScopes(): readonly string[] {
  const features = Object.keys(FEATURE_SCOPES) as Feature[];
  return [...new Set(features.flatMap((feature) => needsOf(feature).flatMap((need) => need.anyOf)))].toSorted();
}

function needsOf(feature: Feature): readonly Need[] {
  return FEATURE_SCOPES[feature].needs;
}

function either(topic: string): Need {
  return { anyOf: [`moderator:read:${topic}`, `moderator:manage:${topic}`] };
}

function manageOf(scope: string): string {
  return scope.startsWith('moderator:read:') ? scope.replace(':read:', ':manage:') : '';
}
