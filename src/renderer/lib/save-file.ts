// Puts the pages of a file together and hands it to the browser, which asks or knows where it goes. The pages are folded
// into a Blob on the way, so that a long file never stands in the page's memory as one text.
import type { Reply } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import { localDay } from './ban-filter.ts';

export interface FilePage {
  readonly text: string;
  readonly next: string | null;
}

export interface SavedFile {
  readonly name: string;
  /** `text/csv` or `application/json`. */
  readonly type: string;
  /** The page at this cursor; the first one has none. */
  readonly page: (cursor: string | undefined) => Promise<Reply<FilePage>>;
}

const FOLDED = 32;
/** As long as a download may need to begin. */
const KEPT_MS = 60_000;

/** Null when the file was handed over, else why a page could not be had; then nothing is saved. */
export async function saveFile({ name, type, page }: SavedFile): Promise<AppError | null> {
  let whole = new Blob([], { type });
  let parts: string[] = [];
  const fold = (): void => {
    whole = new Blob([whole, ...parts], { type });
    parts = [];
  };
  for (let cursor: string | undefined; ;) {
    const reply = await page(cursor);
    if (!reply.ok) return reply.error;
    parts.push(reply.value.text);
    if (parts.length >= FOLDED) fold();
    if (reply.value.next === null) break;
    cursor = reply.value.next;
  }
  fold();
  offerFile(whole, name);
  return null;
}

/** Hands a file to the browser under `name`. */
export function offerFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** `modkeep-somebody-bans-2026-11-20.csv`: whose it is, what it is, and the local day. `now` in ms. */
export function fileName(channel: string, what: string, extension: string, now: number): string {
  return `modkeep-${channel}-${what}-${localDay(now)}.${extension}`;
}
