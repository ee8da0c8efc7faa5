// Whose address is taken: Discord's own, in each of its spellings, and no other, however it is dressed.
import { describe, expect, it } from 'vitest';
import { AppFailure } from '../../../src/shared/errors.ts';
import { parseAddress, requestUrl } from '../../../src/main/notify/discord-address.ts';
import { secret } from '../../../src/main/lib/secret.ts';
import { TOKEN, WEBHOOK } from '../../helpers/discord.ts';

describe('an address', () => {
  it.each([
    'http://discord.com/api/webhooks/123456789012345678/',
    'https://evil.example/api/webhooks/123456789012345678/',
    'https://discord.com.evil.example/api/webhooks/123456789012345678/',
    'https://discord.com@evil.example/api/webhooks/123456789012345678/',
    'https://evil.example#https://discord.com/api/webhooks/123456789012345678/',
    'https://discord.com:8443/api/webhooks/123456789012345678/',
    'https://discord.com/api/webhooks/../123456789012345678/',
    'https://discord.com/api/webhooks/1/',
    'https://127.0.0.1/api/webhooks/123456789012345678/',
  ])('%s… is not taken, and not repeated', (start) => {
    let failure: unknown;
    try {
      parseAddress(start + TOKEN);
    } catch (error) {
      failure = error instanceof AppFailure ? error.failure : error;
    }
    expect(failure).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'url', reason: 'not_a_webhook' } });
    expect(JSON.stringify(failure)).not.toContain(TOKEN);
  });

  it.each(['?wait=false', '/../..', '/messages', '#x', ' x', '%2f'])('with %s behind it is not taken', (end) => {
    expect(() => parseAddress(WEBHOOK + end)).toThrow('not the address');
  });

  it('in each of Discord’s own spellings leads to the same place and nowhere else', () => {
    for (const host of ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com']) {
      const { kept, endsWith } = parseAddress(`https://${host}/api/webhooks/123456789012345678/${TOKEN}`);
      expect(requestUrl(kept, null)).toBe(`https://discord.com/api/v10/webhooks/123456789012345678/${TOKEN}?wait=true`);
      expect([String(kept), endsWith]).toEqual(['[secret]', 'xxxx']);
    }
    expect(requestUrl(secret('x@evil.example/'), null)).toBeNull();
  });
});
