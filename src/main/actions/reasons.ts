// Reasons as the composer offers them: the presets, and what else was given, with how often. Counts what was carried out.
import type { ReasonView } from '../../shared/contract/acting.ts';
import type { Database } from '../db/open.ts';
import { isoOrNull } from '../lib/time.ts';

export interface Reasons {
  /** Call it inside the transaction of the act. */
  count(reason: string, at: number): void;
  list(presets: readonly string[]): readonly ReasonView[];
}

/** Most reasons that are no presets in the answer. */
const MOST_OTHERS = 50;

export function createReasons({ sqlite }: Database): Reasons {
  const use = sqlite.prepare(
    `INSERT INTO reason_use (reason, uses, last_used_at) VALUES (?, 1, ?)
     ON CONFLICT DO UPDATE SET uses = uses + 1, last_used_at = max(last_used_at, excluded.last_used_at)`,
  );
  const one = sqlite.prepare<[string], { uses: number; at: number }>(
    'SELECT uses, last_used_at AS at FROM reason_use WHERE reason = ?',
  );
  const others = sqlite.prepare<[string, number], { reason: string; uses: number; at: number }>(
    `SELECT reason, uses, last_used_at AS at FROM reason_use WHERE reason NOT IN (SELECT value FROM json_each(?))
     ORDER BY uses DESC, last_used_at DESC LIMIT ?`,
  );
  return {
    count(reason, at) {
      if (reason !== '') use.run(reason, at);
    },
    list(presets) {
      const kept = [...new Set(presets)].map((reason) => {
        const used = one.get(reason);
        return { reason, uses: used?.uses ?? 0, lastUsedAt: isoOrNull(used?.at ?? null), isPreset: true };
      });
      const rest = others.all(JSON.stringify(presets), MOST_OTHERS);
      return [
        ...kept,
        ...rest.map(({ reason, uses, at }) => ({ reason, uses, lastUsedAt: isoOrNull(at), isPreset: false })),
      ];
    },
  };
}
