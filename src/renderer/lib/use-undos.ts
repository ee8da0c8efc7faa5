// What taking back each of the entries on screen would mean now, asked of the core in one question.
import { useMemo } from 'react';
import type { UndoView } from '../../shared/contract/acting.ts';
import { useQuery } from './use-query.ts';

/** By entry id; asks again with every `revision`. */
export function useUndos(entryIds: readonly string[], revision: unknown): ReadonlyMap<string, UndoView> {
  const input = entryIds.length === 0 ? null : { entryIds: [...entryIds] };
  const { value } = useQuery('acts.undoable', input, revision, true);
  return useMemo(() => new Map(value?.undos.map((undo) => [undo.entryId, undo])), [value]);
}
