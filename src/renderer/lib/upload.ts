// Sends a file or a pasted text to the core piece by piece. Only a slice of it is ever in memory, however long it is.
// Knows no screen.
import type { Bridge } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';

/** Bytes read at a time. */
const SLICE = 24_000;
/** A frame of the loopback server holds 64 KiB, the words around the text included. */
const MOST_BYTES = 60_000;

export interface UploadDeps {
  readonly bridge: Pick<Bridge, 'call'>;
  /** Asked before each piece; false ends the upload. */
  readonly isWanted: () => boolean;
  /** Bytes read so far. */
  readonly onSent: (bytes: number) => void;
}

/** Sends all of `body` as rows of `bulkId`. Null when done or no longer wanted, else why a piece was refused. */
export async function sendBody(
  { bridge, isWanted, onSent }: UploadDeps,
  bulkId: string,
  body: Blob,
): Promise<AppError | null> {
  const decoder = new TextDecoder(await encodingOf(body));
  let part = 0;
  for (let at = 0; at < body.size; at += SLICE) {
    const bytes = await body.slice(at, at + SLICE).arrayBuffer();
    const text = decoder.decode(bytes, { stream: at + SLICE < body.size });
    for (const piece of piecesOf(text)) {
      if (!isWanted()) return null;
      const reply = await bridge.call('bulk.addRows', { bulkId, part, text: piece });
      if (!reply.ok) return reply.error;
      part += 1;
    }
    onSent(Math.min(body.size, at + SLICE));
  }
  return null;
}

/** By its byte order mark; without one it is UTF-8. Spreadsheets like to save UTF-16. */
export async function encodingOf(body: Blob): Promise<string> {
  const [first, second] = new Uint8Array(await body.slice(0, 2).arrayBuffer());
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** The text in pieces that fit into a frame, whatever signs it is made of; none for an empty one. */
export function piecesOf(text: string): readonly string[] {
  if (text === '') return [];
  if (new TextEncoder().encode(JSON.stringify(text)).length <= MOST_BYTES) return [text];
  const middle = Math.floor(text.length / 2);
  return [...piecesOf(text.slice(0, middle)), ...piecesOf(text.slice(middle))];
}
