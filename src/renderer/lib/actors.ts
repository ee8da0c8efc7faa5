// Who acted in rows on show, for filters to pick from. Pure.
import type { EntryView } from '../../shared/model.ts';

export interface Actor {
  readonly id: string;
  readonly name: string;
}

/** Each once, by name. Rows whose actor nobody knows (`id` null) name nobody; without a name the id stands for it. */
export function actorsOf(
  rows: Iterable<{ readonly id: string | null; readonly name: string | null }>,
): readonly Actor[] {
  const names = new Map<string, string>();
  for (const { id, name } of rows) if (id !== null) names.set(id, name ?? id);
  return [...names].map(([id, name]) => ({ id, name })).toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Who acted in entries of the history. */
export function actorsOfEntries(entries: readonly EntryView[]): readonly Actor[] {
  return actorsOf(
    entries.map(({ moderatorId, moderatorDisplayName, moderatorUsername }) => ({
      id: moderatorId,
      name: moderatorDisplayName ?? moderatorUsername,
    })),
  );
}
