// Brings the rows of a bulk job together, from wherever they come, in short strokes: a million lines must not hold up a
// click. Judges lines by their form only.
import { fail } from '../../shared/errors.ts';
import type { Parsed } from '../../shared/contract.ts';
import { turn } from '../lib/turn.ts';
import type { EntryFilter, Listed, People } from '../bans/export.ts';
import type { BanFilter } from '../bans/list-queries.ts';
import { readFields, type BulkAct, type FieldRules, type LineFields, type RowRequest } from './fields.ts';
import { createListReader, type ListReader } from './parse.ts';
import { rowsBack } from './rollback.ts';
import type { Bulk, BulkStore } from './store.ts';

export type BulkSource = Parsed<'bulk.prepare'>['source'];
type Part = Parsed<'bulk.addRows'>;
type GivenLine = Extract<BulkSource, { kind: 'rows' }>['rows'][number];

export interface CollectDeps {
  readonly store: BulkStore;
  readonly listed: (input: People<BanFilter>) => Promise<readonly Listed[]>;
  readonly inHistory: (input: People<EntryFilter & { readonly channelId: string }>) => Promise<readonly Listed[]>;
  readonly twitchNow: () => number;
  readonly requireReason: () => boolean;
}

export interface Collect {
  /** All rows of a source that is not an upload. Rejects with the signal's reason when aborted. */
  fromSource(bulk: Bulk, source: BulkSource, act: BulkAct, signal: AbortSignal): Promise<void>;
  /** The rows that take `bulk.rollbackOf` back. */
  fromRollback(bulk: Bulk, signal: AbortSignal): Promise<void>;
  openUpload(bulkId: string, act: BulkAct): void;
  /** A part that was already taken changes nothing. Throws INVALID_REQUEST for one that is missing before it. */
  addPart(part: Part): Promise<void>;
  /** Nothing follows. Throws CONFLICT when there is no upload under way. */
  endUpload(bulkId: string): Promise<void>;
  forget(bulkId: string): void;
}

interface Upload {
  readonly act: BulkAct;
  reader: ListReader | null;
  nextPart: number;
  /** Parts are taken one after the other, however they are sent. */
  last: Promise<void>;
}

export const MOST_ROWS = 1_000_000;
/** Rows per transaction, and characters per parse: well below 8 ms each. */
const STROKE_ROWS = 200;
const STROKE_CHARACTERS = 8_000;

export function createCollect({ store, listed, inHistory, twitchNow, requireReason }: CollectDeps): Collect {
  const uploads = new Map<string, Upload>();
  const rulesFor = (act: BulkAct): FieldRules => ({ act, requireReason: requireReason(), now: twitchNow() });

  async function add(bulkId: string, rows: readonly RowRequest[], signal?: AbortSignal): Promise<void> {
    for (let at = 0; at < rows.length; at += STROKE_ROWS) {
      signal?.throwIfAborted();
      const stroke = rows.slice(at, at + STROKE_ROWS);
      const { state, total } = store.find(bulkId)!;
      if (state !== 'collecting') throw fail('CANCELLED', 'It was cancelled.', { reason: 'cancelled' });
      if (total + stroke.length > MOST_ROWS) {
        throw fail('INVALID_REQUEST', `A bulk job has at most ${MOST_ROWS} rows.`, { field: 'rows', limit: MOST_ROWS });
      }
      store.add(bulkId, stroke);
      await turn();
    }
  }

  async function addText(bulkId: string, reader: ListReader, text: string, signal?: AbortSignal): Promise<void> {
    for (let at = 0; at < text.length; at += STROKE_CHARACTERS) {
      await add(bulkId, reader.push(text.slice(at, at + STROKE_CHARACTERS)), signal);
      await turn();
    }
  }

  function toRequests(bulkId: string, lines: readonly GivenLine[], rules: FieldRules): RowRequest[] {
    let last = store.lastLine(bulkId);
    return lines.map((given, index) => {
      const { line = last + 1, ...fields } = given;
      if (line <= last) {
        throw fail('INVALID_REQUEST', 'rows: lines must rise', { field: `rows.${index}.line`, provided: String(line) });
      }
      last = line;
      return readFields(line, fields satisfies LineFields, rules);
    });
  }

  /** Everybody that `page` gives, some hundred at a time. */
  async function addListed(
    bulkId: string,
    rules: FieldRules,
    signal: AbortSignal,
    page: (afterId: string) => Promise<readonly Listed[]>,
  ): Promise<void> {
    let line = 0;
    for (let rows = await page(''); rows.length > 0; rows = await page(rows.at(-1)!.id)) {
      const requests = rows.map(({ id, login }) => ({
        ...readFields((line += 1), { id }, rules),
        given: login ?? id,
        login,
      }));
      await add(bulkId, requests, signal);
    }
  }

  async function take(upload: Upload, part: Part): Promise<void> {
    if (part.part < upload.nextPart) return;
    if (part.part > upload.nextPart) {
      throw fail('INVALID_REQUEST', `part: ${upload.nextPart} comes next`, {
        field: 'part',
        provided: String(part.part),
      });
    }
    if ('rows' in part) {
      if (upload.reader !== null) throw fail('INVALID_REQUEST', 'This upload is a text.', { field: 'rows' });
      await add(part.bulkId, toRequests(part.bulkId, part.rows, rulesFor(upload.act)));
    } else {
      if (upload.reader === null && upload.nextPart > 0) {
        throw fail('INVALID_REQUEST', 'This upload is made of rows.', { field: 'text' });
      }
      upload.reader ??= createListReader(rulesFor(upload.act));
      // Parsed at most once: what fails from here on fails for good.
      upload.nextPart += 1;
      return addText(part.bulkId, upload.reader, part.text);
    }
    upload.nextPart += 1;
  }

  function demand(bulkId: string): Upload {
    const upload = uploads.get(bulkId);
    if (upload !== undefined) return upload;
    throw fail('CONFLICT', 'No rows are awaited for this bulk job.', { reason: 'busy' });
  }

  function inTurn(upload: Upload, work: () => Promise<void>): Promise<void> {
    const next = upload.last.catch(() => undefined).then(work);
    upload.last = next;
    return next;
  }

  return {
    async fromSource(bulk, source, act, signal) {
      const { id, channelId } = bulk;
      const rules = rulesFor(act);
      switch (source.kind) {
        case 'selection':
          return add(
            id,
            source.userIds.map((userId, index) => readFields(index + 1, { id: userId }, rules)),
            signal,
          );
        case 'rows':
          return add(id, toRequests(id, source.rows, rules), signal);
        case 'text': {
          const reader = createListReader(rules);
          await addText(id, reader, source.text, signal);
          return add(id, reader.end(), signal);
        }
        case 'filter':
          return addListed(id, rules, signal, (afterId) =>
            listed({ filter: { channelId, ...source.filter }, afterId, limit: STROKE_ROWS }),
          );
        case 'history':
          return addListed(id, rules, signal, (afterId) =>
            inHistory({ filter: { ...source.filter, channelId }, afterId, limit: STROKE_ROWS }),
          );
        case 'upload':
          throw new Error('an upload brings its rows itself');
      }
    },
    async fromRollback(bulk, signal) {
      let line = 1;
      for (let after = -1; ;) {
        const touched = store.touchedAfter(bulk.rollbackOf ?? '', after, STROKE_ROWS);
        const last = touched.at(-1);
        if (last === undefined) return;
        const rows: RowRequest[] = [];
        for (const one of touched) rows.push(...rowsBack(one, line + rows.length, twitchNow()));
        await add(bulk.id, rows, signal);
        line += rows.length;
        after = last.first.line;
      }
    },
    openUpload: (bulkId, act) => void uploads.set(bulkId, { act, reader: null, nextPart: 0, last: Promise.resolve() }),
    addPart(part) {
      const upload = demand(part.bulkId);
      return inTurn(upload, () => take(upload, part));
    },
    async endUpload(bulkId) {
      const upload = demand(bulkId);
      await inTurn(upload, () => add(bulkId, upload.reader?.end() ?? []));
      uploads.delete(bulkId);
    },
    forget: (bulkId) => void uploads.delete(bulkId),
  };
}
