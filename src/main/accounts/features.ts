// What each account may do, told from the scopes that Twitch granted. Pure.
import type { AccountView, FeatureView } from '../../shared/model.ts';
import { DEFAULT_FEATURES, FEATURE_SCOPES, missingScopes } from '../twitch/scopes.ts';

/** One row per account with every feature, can or cannot; a signed-out account can nothing. */
export function featuresOf(accounts: readonly AccountView[]): { accountId: string; features: FeatureView[] }[] {
  return accounts.map(({ id, scopes, state }) => {
    const granted = state === 'signed-in' ? scopes : [];
    const features = DEFAULT_FEATURES.map((feature): FeatureView => {
      const missing = missingScopes(feature, granted);
      return { feature, can: missing.length === 0, why: FEATURE_SCOPES[feature].why, missingScopes: missing };
    });
    return { accountId: id, features };
  });
}
