// What is handed to others holds nothing that is long and random, and what looks like a secret is hidden in the log too.
import { expect, it } from 'vitest';
import { createScrubber } from '../../../src/main/lib/scrub.ts';
import { redact } from '../../../src/main/lib/redact.ts';

const TOKEN = '8f2k4j6h8g0d2s4a6q8w0e2r4t6y8u';
const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const SHAPES = [
  `https://discord.com/api/webhooks/123456789012345678/${KEY}_${KEY}`,
  `https://ptb.discordapp.com/api/v10/webhooks/1/${KEY}`,
  `Authorization: Bearer ${TOKEN}`,
  `oauth:${TOKEN}`,
  `{"access_token":"${TOKEN}"}`,
  `{\\"refresh_token\\":\\"${TOKEN}\\"}`,
  `https://id.twitch.tv/oauth2/validate?access_token=${TOKEN}&x=1`,
  `device_code=${TOKEN}`,
  `http://127.0.0.1:43117/#k=mX0tqk1bR9aZ.${KEY}`,
  `http://127.0.0.1:43117/#c=${KEY}`,
];

it.each(SHAPES)('%s is hidden by its shape alone, in the log and in a report', (text) => {
  for (const hidden of [createScrubber().scrub(text), redact(text)]) {
    expect(hidden).not.toContain(TOKEN);
    expect(hidden).not.toContain(KEY);
  }
});

it('a report loses every long random run and the names of home folders', () => {
  const text = redact(`the code ${TOKEN} of ${KEY} in /home/mira/.local and C:\\Users\\Mira Fox\\x`);
  expect(text).toBe('the code [secret] of [secret] in ~/.local and ~ Fox\\x');
});

it('what people look for stays: ids, hashes, codes, names, sentences', () => {
  const text = [
    '0192d0c0-0000-7000-8000-000000000000 INSUFFICIENT_SCOPES SITE_MODERATORS_READ_ONLY',
    'moderator:manage:banned_users moderator_manage_unban_requests_somewhere',
    'a1'.repeat(32),
    'Bearer tokens are renewed; OAuth is asked for; password: none',
    'diagnostic-report-20261120-101112.txt, 2026-11-20T10:11:12.345Z',
    '[Bans](https://dev.twitch.tv/docs/api/reference#get-banned-users)',
  ].join('\n');
  expect(redact(text)).toBe(text);
});
