// A server for newer versions on this machine, as electron-updater's generic provider wants it: a description per channel
// and the files it names. Tests say what it serves, and how badly.
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Release {
  readonly version: string;
  readonly body: Buffer;
  /** What is really sent under the file's name; `body` unless said. */
  readonly served?: Buffer;
  readonly notes?: string;
}

export interface UpdateServer {
  readonly url: string;
  /** Paths that were asked for, oldest first. */
  readonly asked: string[];
  /** Every header that came with them, as one text each. */
  readonly heard: string[];
  /** Offers a release on a channel (`latest`, `beta`), or withdraws it. */
  offer(channel: string, release: Release | null): void;
  /** A description word for word, good or bad. */
  describe(channel: string, yaml: string): void;
  /** True: a file begins to come, and then nothing more. */
  setStalled(isStalled: boolean): void;
  close(): Promise<void>;
}

export async function startUpdateServer(): Promise<UpdateServer> {
  const asked: string[] = [];
  const heard: string[] = [];
  const descriptions = new Map<string, string>();
  const files = new Map<string, Buffer>();
  let isStalled = false;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    asked.push(path);
    heard.push(JSON.stringify(request.headers));
    const text = descriptions.get(path);
    const file = files.get(path);
    if (text !== undefined) response.end(text);
    else if (file === undefined) response.writeHead(404).end();
    else send(response, file);
  });
  function send(response: ServerResponse, file: Buffer): void {
    response.writeHead(200, { 'content-length': file.length });
    if (isStalled) response.write(file.subarray(0, 1_000));
    else response.end(file);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const place = (channel: string): string => `/${channel}-linux.yml`;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    heard,
    offer(channel, release) {
      descriptions.delete(place(channel));
      if (release === null) return;
      const name = `Modkeep-${release.version}-${process.arch}.AppImage`;
      files.set(`/${name}`, release.served ?? release.body);
      descriptions.set(place(channel), yamlOf(name, release));
    },
    describe: (channel, yaml) => void descriptions.set(place(channel), yaml),
    setStalled(next) {
      isStalled = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function yamlOf(name: string, { version, body, notes }: Release): string {
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${createHash('sha512').update(body).digest('base64')}`,
    `    size: ${body.length}`,
    `releaseDate: '2026-11-20T12:00:00.000Z'`,
    ...(notes === undefined ? [] : [`releaseNotes: ${JSON.stringify(notes)}`]),
    '',
  ].join('\n');
}
