// Cursors and page sizes as Twitch has them: an opaque string that says behind whom to go on.
import { refuse } from './refusal.ts';

/** `first`, 1 to 100, default 20. */
export function pageSize(query: URLSearchParams): number {
  const raw = query.get('first');
  if (raw === null) return 20;
  const size = Number(raw);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    return refuse(400, 'The parameter "first" was malformed: the value must be between 1 and 100');
  }
  return size;
}

/** A cursor behind `key`. The key `0` stands before everybody. */
export function toCursor(channelId: string, key: string): string {
  const inner = { b: null, a: { Cursor: `${channelId}:${key}:1IVBT1J2v93PS9xxwQ4uGW2BN0W` } };
  return Buffer.from(JSON.stringify(inner)).toString('base64url');
}

/** The key that the request goes on behind. `before` is honoured as Twitch does: it gives the first page. */
export function afterKey(query: URLSearchParams): string {
  const after = query.get('after');
  if (after !== null && query.get('before') !== null) {
    refuse(400, 'The parameters "before" and "after" are mutually exclusive.');
  }
  if (after === null || after === '') return '0';
  try {
    const parsed = JSON.parse(Buffer.from(after, 'base64url').toString()) as { a: { Cursor: string } };
    const key = parsed.a.Cursor.split(':')[1];
    if (key !== undefined) return key;
  } catch {
    // Not one of ours: refused below, like a key that is missing.
  }
  return refuse(400, 'The parameter "after" was malformed: the cursor is not valid');
}

/** One page of a list that is small enough to hold, in its own order. */
export function pageOf<T>(list: readonly T[], keyOf: (item: T) => string, query: URLSearchParams, channelId: string) {
  const size = pageSize(query);
  const key = afterKey(query);
  const start = key === '0' ? 0 : list.findIndex((item) => keyOf(item) === key) + 1;
  const rows = list.slice(start, start + size);
  const last = rows.at(-1);
  const hasMore = start + size < list.length;
  return { rows, pagination: hasMore && last !== undefined ? { cursor: toCursor(channelId, keyOf(last)) } : {} };
}

/** A repeatable parameter with at most `most` values. */
export function many(query: URLSearchParams, name: string, most = 100): string[] {
  const values = query.getAll(name);
  if (values.length > most) refuse(400, `The parameter "${name}" may be given at most ${most} times.`);
  return values;
}

/** A parameter that must be there. */
export function need(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  return value === null || value === '' ? refuse(400, `The parameter "${name}" is required.`) : value;
}
