// A raw token endpoint with the Twitch side built against it, on a clock that stands still. For the tests of tokens.
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { json, startRawTwitch, type RawRequest, type RawTwitch } from './raw-twitch.ts';
import { CLIENT_ID, createStack, grantOf, SCOPES, type Stack } from './stack.ts';

export interface AuthWorld {
  readonly twitch: RawTwitch;
  readonly clock: FakeClock;
  readonly stack: Stack;
  /** What the endpoint was asked so far. */
  refreshes(): RawRequest[];
  validations(): RawRequest[];
  adopt(id?: string, access?: string, refresh?: string): Promise<void>;
  /** Answers every refresh with the next pair, without a Date header so that the fake clock rules. */
  grantNext(): void;
  /** Answers everything with `status` from now on. */
  refuse(status: number, message: string): void;
  close(): Promise<void>;
}

export async function createAuthWorld(): Promise<AuthWorld> {
  const twitch = await startRawTwitch();
  const clock = createFakeClock();
  const stack = createStack(twitch.port, { clock });
  const asked = (path: string): RawRequest[] => twitch.requests.filter(({ url }) => url === path);
  return {
    twitch,
    clock,
    stack,
    refreshes: () => asked('/auth/token'),
    validations: () => asked('/auth/validate'),
    adopt: (id = '7', access = 'access-token-1', refresh = 'refresh-token-1') =>
      stack.auth.adopt(id, CLIENT_ID, grantOf(access, refresh)),
    grantNext() {
      let count = 1;
      twitch.answer = (response, { url }) => {
        response.sendDate = false;
        if (url === '/auth/validate') return json(response, 401, { status: 401, message: 'invalid access token' });
        count += 1;
        json(response, 200, tokens(`access-token-${count}`, `refresh-token-${count}`));
      };
    },
    refuse(status, message) {
      twitch.answer = (response) => {
        response.sendDate = false;
        json(response, status, { status, message });
      };
    },
    async close() {
      stack.close();
      await twitch.close();
    },
  };
}

/** The endpoint's answer with a new pair. */
export function tokens(access: string, refresh: string): object {
  return { access_token: access, refresh_token: refresh, expires_in: 14_400, scope: SCOPES };
}
