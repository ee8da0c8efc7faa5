// Which bulk job an act belongs to, for whoever writes down what came of it. Read-only.
import type { Database } from '../db/open.ts';

/** Facts for the audit log: `{bulkId}` for an act of a bulk job, nothing for others. */
export function createBulkOrigin({ sqlite }: Database): (actId: string) => { readonly bulkId?: string } {
  const find = sqlite.prepare<[string], string>('SELECT bulk_id FROM bulk_row WHERE act_id = ?').pluck();
  return (actId) => {
    const bulkId = find.get(actId);
    return bulkId === undefined ? {} : { bulkId };
  };
}
