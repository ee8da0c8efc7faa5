// Random requests, several on one connection as long as the server keeps it: whatever was not built from right parts
// only may never be answered, whatever came before it.
// Small here; MODKEEP_LONG=1 sends 1 000 000. MODKEEP_SEED replays a run.
import { connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHECKS, type Check } from '../../../src/main/dock/guard.ts';
import { startHttp } from '../../../src/main/dock/http.ts';
import { score } from '../../helpers/score.ts';
import { FILES, memoryLog, PAGE, statusOf } from './fixture.ts';

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

interface Part {
  readonly text: string;
  readonly isRight: boolean;
}
const right = (text: string): Part => ({ text, isRight: true });
const wrong = (text: string): Part => ({ text, isRight: false });

/** Mostly right parts, so that many requests are wrong in one place only. */
function part(rights: readonly string[], wrongs: readonly string[]): fc.Arbitrary<Part> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...rights.map(right)) },
    { weight: 1, arbitrary: fc.constantFrom(...wrongs.map(wrong)) },
  );
}

interface Sent {
  readonly text: string;
  readonly isRight: boolean;
  readonly isUpgrade: boolean;
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

function requests(port: number): fc.Arbitrary<Sent> {
  const own = `127.0.0.1:${port}`;
  const junk = fc.constantFrom(
    '',
    'X-A: 1\r\n',
    'Cookie: k=1\r\n',
    'Accept: */*\r\n',
    `X-Forwarded-Host: ${own}\r\n`,
    `Referer: http://${own}/\r\n`,
  );
  return fc
    .boolean()
    .chain((isUpgrade) =>
      fc.tuple(
        part(isUpgrade ? ['GET'] : ['GET', 'HEAD'], [
          'POST',
          'PUT',
          'DELETE',
          'OPTIONS',
          'PATCH',
          'TRACE',
          'QUERY',
          'get',
        ]),
        part(isUpgrade ? ['/socket'] : ['/', '/index.html', '/assets/app.js'], [
          '//',
          '/%2f',
          `http://${own}/`,
          '/?a',
          '/..',
          '*',
          '/\\',
          '/index.html/',
          '/Socket',
          '/socket/',
          isUpgrade ? '/' : '/socket',
          'socket',
          '/#k',
        ]),
        part(['HTTP/1.1'], ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.2']),
        part(
          [`Host: ${own}\r\n`, `host:  ${own} \r\n`],
          [
            '',
            'Host: \r\n',
            `Host: localhost:${port}\r\n`,
            'Host: 127.0.0.1\r\n',
            `Host: 127.0.0.1.:${port}\r\n`,
            `Host: 127.1:${port}\r\n`,
            `Host: evil.example\r\n`,
            `Host: ${own}\r\nHost: evil.example\r\n`,
            `Host: evil.example\r\nHost: ${own}\r\n`,
            `Host: ${own}, ${own}\r\n`,
            `Host: http://${own}\r\n`,
            `Host: ${own}.evil.example\r\n`,
            `Host: [::1]:${port}\r\n`,
            `Host: 0.0.0.0:${port}\r\n`,
            `Host: ${own}\r\nHost: ${own}\r\n`,
          ],
        ),
        part(
          ['', `Origin: http://${own}\r\n`],
          [
            'Origin: null\r\n',
            'Origin: \r\n',
            `Origin: https://${own}\r\n`,
            'Origin: http://127.0.0.1\r\n',
            `Origin: http://localhost:${port}\r\n`,
            `Origin: http://${own}/\r\n`,
            'Origin: http://evil.example\r\n',
            `Origin: http://${own}\r\nOrigin: http://evil.example\r\n`,
            'Origin: file://\r\n',
          ],
        ),
        part(
          ['', 'Sec-Fetch-Site: same-origin\r\n', 'Sec-Fetch-Site: none\r\n'],
          [
            'Sec-Fetch-Site: cross-site\r\n',
            'Sec-Fetch-Site: same-site\r\n',
            'Sec-Fetch-Site: \r\n',
            'Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n',
          ],
        ),
        part([''], ['Content-Length: 1\r\n', 'Transfer-Encoding: chunked\r\n', 'Content-Length: -1\r\n']),
        junk,
        fc.constant(isUpgrade),
      ),
    )
    .map(([method, target, version, host, origin, site, body, extra, isUpgrade]) => ({
      text: `${method.text} ${target.text} ${version.text}\r\n${extra}${host.text}${origin.text}${site.text}${body.text}${isUpgrade ? UPGRADE : ''}\r\n`,
      isRight: [method, target, version, host, origin, site, body].every((one) => one.isRight),
      isUpgrade,
    }));
}

interface Line {
  /** The status of the answer; 0 when there was none. */
  ask(request: Sent): Promise<number>;
  close(): void;
}

/** A connection that is opened anew when the server has ended it. Ends by reset, so that no port is left waiting. */
function createLine(port: number): Line {
  let socket: Socket | null = null;
  let answer = '';
  let told: ((status: number) => void) | null = null;
  const finish = (): void => {
    const tell = told;
    const status = statusOf(answer);
    told = null;
    answer = '';
    tell?.(status);
  };
  const drop = (): void => {
    socket?.resetAndDestroy();
    socket = null;
    finish();
  };
  const open = (): Socket => {
    const opened = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const isCurrent = (): boolean => socket === opened;
    opened.setEncoding('latin1');
    opened.on('data', (text: string) => {
      if (!isCurrent()) return;
      answer += text;
      if (!answer.includes('\r\n\r\n')) return;
      if (statusOf(answer) !== 200) drop();
      else if (answer.endsWith(PAGE) || isHeadOnly) finish();
    });
    opened.on('end', () => isCurrent() && drop());
    opened.on('error', () => isCurrent() && drop());
    return opened;
  };
  let isHeadOnly = false;
  return {
    ask: ({ text }) =>
      new Promise((resolve) => {
        told = resolve;
        isHeadOnly = text.startsWith('HEAD');
        socket ??= open();
        socket.write(text, 'latin1');
      }),
    close: () => drop(),
  };
}

/** Sends `rounds` random requests and gives back those that were answered without being right, or the other way round. */
async function fuzzRequests(rounds: number, checks?: readonly Check[]): Promise<{ open: Sent[]; shut: Sent[] }> {
  const onSocket = (_request: unknown, socket: { end(text: string): void }): void =>
    socket.end('HTTP/1.1 101 open\r\n\r\n');
  const server = await startHttp({
    files: FILES,
    port: 0,
    log: { ...memoryLog(), warn: () => undefined },
    onSocket,
    ...(checks ? { checks } : {}),
  });
  const found = { open: [] as Sent[], shut: [] as Sent[] };
  const arbitrary = requests(server.port);
  for (let done = 0; done < rounds; done += 5_000) {
    const batch = fc.sample(arbitrary, { seed: SEED + done, numRuns: Math.min(5_000, rounds - done) });
    const work = async (): Promise<void> => {
      const line = createLine(server.port);
      for (let one = batch.pop(); one; one = batch.pop()) {
        const isAnswered = (await line.ask(one)) === (one.isUpgrade ? 101 : 200);
        if (isAnswered && !one.isRight) found.open.push(one);
        if (!isAnswered && one.isRight) found.shut.push(one);
      }
      line.close();
    };
    await Promise.all(Array.from({ length: 16 }, work));
  }
  await server.close();
  return found;
}

test(`random requests are answered exactly when every part is right (seed ${SEED})`, async () => {
  const rounds = IS_LONG ? 1_000_000 : 4_000;
  const found = await fuzzRequests(rounds);
  score('dock-requests', { bad: found.open.length + found.shut.length, of: rounds });
  expect(found).toEqual({ open: [], shut: [] });
});

test.each(['host', 'origin', 'site', 'method'])('the fuzz notices when the %s check is gone', async (name) => {
  const { open } = await fuzzRequests(
    1_500,
    CHECKS.filter((check) => check.name !== name),
  );
  expect(open.length).toBeGreaterThan(0);
});
