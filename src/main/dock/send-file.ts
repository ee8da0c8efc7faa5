// Sends one file from the disk to whoever has a ticket for it, however long it is. Knows neither tickets nor exports.
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FileToSend } from '../db/exports.ts';
import type { Log } from '../lib/log.ts';

/** A browser may stop reading while it asks its person where the file goes. */
const IDLE_MS = 10 * 60_000;

/** Resolves when it was sent or could not be; nothing is said of why but in the log. 404 when the file is gone. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, name, type }: FileToSend,
  headers: Readonly<Record<string, string>>,
  log: Log,
): Promise<void> {
  const handle = await open(path).catch(() => null);
  if (handle === null) {
    response.writeHead(404, { ...headers, Connection: 'close', 'Content-Length': 0 });
    return void response.end();
  }
  try {
    const { size } = await handle.stat();
    request.socket.setTimeout(IDLE_MS);
    response.writeHead(200, {
      ...headers,
      'Content-Type': type,
      'Content-Length': size,
      'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      Connection: 'close',
    });
    // Not past what was promised, should the file grow meanwhile.
    const end = Math.max(0, size - 1);
    if (size === 0) response.end();
    else await pipeline(handle.createReadStream({ autoClose: false, end }), response);
  } catch (error) {
    log.warn('a file was not sent to its end', { error: error instanceof Error ? error.name : 'unknown' });
    response.destroy();
  } finally {
    await handle.close();
  }
}
