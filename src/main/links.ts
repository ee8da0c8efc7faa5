// The pages that Modkeep may open in the system browser. Callers name a kind, never a URL.
import { fail } from '../shared/errors.ts';
import type { Output, Parsed } from '../shared/contract.ts';

export interface Links {
  open(input: Parsed<'links.open'>): Promise<Output<'links.open'>>;
}

/** `open` throws NOT_FOUND (`sign-in`) when that sign-in is over; `opened` is false where nothing opens it. */
export function createLinks(deps: {
  readonly openExternal: (url: string) => Promise<boolean>;
  /** The page Twitch named for a sign-in under way, or null. */
  readonly verificationUri: (jobId: string) => string | null;
}): Links {
  function urlOf(input: Parsed<'links.open'>): string {
    switch (input.kind) {
      case 'twitchUser':
        return `https://www.twitch.tv/${input.login}`;
      case 'clientIdGuide':
        return 'https://dev.twitch.tv/console/apps/create';
      case 'twitchStatus':
        return 'https://status.twitch.tv/';
      case 'twitchScopes':
        return 'https://dev.twitch.tv/docs/authentication/scopes/';
      case 'twitchConnections':
        return 'https://www.twitch.tv/settings/connections';
      case 'signIn': {
        const uri = deps.verificationUri(input.jobId);
        if (uri === null) throw fail('NOT_FOUND', 'That sign-in is over.', { what: 'sign-in', id: input.jobId });
        return uri;
      }
    }
  }
  return {
    async open(input) {
      const url = urlOf(input);
      return { url, opened: await deps.openExternal(url) };
    },
  };
}
