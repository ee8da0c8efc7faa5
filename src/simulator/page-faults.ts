// What can be wrong with a list answer: applied to the honest body before it is sent.

type Row = Record<string, unknown>;

export type PageFault =
  /** No rows, but a cursor that goes on from the same place. `skip` goes on behind the page's rows instead. */
  | { readonly kind: 'empty'; readonly skip?: boolean }
  /** No rows and no cursor: an empty list. */
  | { readonly kind: 'end_empty' }
  /** The cursor leads to this same page again. */
  | { readonly kind: 'repeat_cursor' }
  /** The cursor leads back to the first page. */
  | { readonly kind: 'cursor_loop' }
  /** `pagination.cursor` is this value. */
  | { readonly kind: 'cursor_value'; readonly value: unknown }
  /** Ends the list here, keeping this share of the page's rows (0 to 1). */
  | { readonly kind: 'shrink'; readonly keep: number }
  /** The first `count` rows come twice on this page. */
  | { readonly kind: 'duplicate_inside'; readonly count: number }
  /** The last `count` rows of this page come again at the head of the next matching one. */
  | { readonly kind: 'duplicate_across'; readonly count: number }
  | { readonly kind: 'data_null' }
  /** Every row's value of these keys has the wrong type: numbers, objects, booleans. */
  | { readonly kind: 'wrong_types'; readonly keys: readonly string[] }
  /** Adds a member of about this many bytes to the body. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** Puts these rows in front: stale or foreign ones. */
  | { readonly kind: 'insert'; readonly rows: readonly Row[] }
  /** Leaves out the rows of these users. */
  | { readonly kind: 'hide'; readonly userIds: readonly string[] }
  /** Merges this into every row; a key with the value undefined is left out. Works for single answers too. */
  | { readonly kind: 'patch'; readonly row: Row }
  /** Replaces the whole body. */
  | { readonly kind: 'body'; readonly value: unknown };

export interface PageFaults {
  /** Returns the changed body. `requestCursor` is the request's own `after`. */
  apply(body: unknown, faults: readonly PageFault[], requestCursor: string | null, firstCursor: string): unknown;
}

/** Remembers rows between pages for `duplicate_across`. */
export function createPageFaults(): PageFaults {
  let carried: Row[] = [];
  return {
    apply: (body, faults, requestCursor, firstCursor) => {
      let changed = structuredClone(body) as { data?: unknown; pagination?: { cursor?: unknown } };
      const isAcross = faults.some((fault) => fault.kind === 'duplicate_across');
      const rowsNow = Array.isArray(changed.data) ? (changed.data as Row[]) : [];
      if (isAcross && carried.length > 0) changed.data = [...carried, ...rowsNow];
      carried = [];
      for (const fault of faults) {
        if (fault.kind === 'duplicate_across') carried = rowsNow.slice(-fault.count);
        else if (fault.kind === 'body') changed = fault.value as typeof changed;
        else change(changed, fault, requestCursor ?? firstCursor, firstCursor);
      }
      return changed;
    },
  };
}

/** `body` is a copy: it may be changed in place. */
function change(
  body: { data?: unknown; pagination?: { cursor?: unknown } },
  fault: Exclude<PageFault, { kind: 'duplicate_across' | 'body' }>,
  sameCursor: string,
  firstCursor: string,
): void {
  const rows = Array.isArray(body.data) ? (body.data as Row[]) : [];
  switch (fault.kind) {
    case 'empty':
      body.data = [];
      if (!fault.skip) body.pagination = { cursor: sameCursor };
      return;
    case 'end_empty':
      body.data = [];
      body.pagination = {};
      return;
    case 'repeat_cursor':
      body.pagination = { cursor: sameCursor };
      return;
    case 'cursor_loop':
      body.pagination = { cursor: firstCursor };
      return;
    case 'cursor_value':
      body.pagination = { cursor: fault.value };
      return;
    case 'shrink':
      body.data = rows.slice(0, Math.floor(rows.length * fault.keep));
      body.pagination = {};
      return;
    case 'duplicate_inside':
      body.data = [...rows.slice(0, fault.count), ...rows];
      return;
    case 'data_null':
      body.data = null;
      return;
    case 'huge':
      Object.assign(body, { padding: 'x'.repeat(fault.bytes) });
      return;
    case 'insert':
      body.data = [...fault.rows, ...rows];
      return;
    case 'hide':
      body.data = rows.filter((row) => !fault.userIds.includes(String(row['user_id'])));
      return;
    case 'patch':
      for (const row of rows) Object.assign(row, fault.row);
      return;
    case 'wrong_types':
      for (const [index, row] of rows.entries()) Object.assign(row, wrong(fault.keys, index));
  }
}

function wrong(keys: readonly string[], index: number): Row {
  const values: unknown[] = [42, { nested: true }, false, ['list']];
  return Object.fromEntries(keys.map((key, place) => [key, values[(index + place) % values.length]]));
}
