// The protected list as a CSV file: page after page from the core, every cell safe in a spreadsheet. It can be imported
// again: the id stands first, the note under its name.
import { useState } from 'react';
import type { Bridge } from '../../../shared/contract.ts';
import type { ProtectedView } from '../../../shared/contract/lists.ts';
import { csvLine } from '../../../shared/csv.ts';
import { plural } from '../../lib/format.ts';
import { fileName, saveFile } from '../../lib/save-file.ts';
import { useServices } from '../../lib/services.tsx';

interface Filter {
  readonly channelId?: string;
  readonly search?: string;
}

/** What any caller may ask for at once. */
const PAGE = 100;
// Plain, so that a reader knows it from the quoted rows.
const HEADING = 'user_id,login,display_name,note,where,added_at,added_by\r\n';

export function useExport() {
  const { bridge, store, say, ticker } = useServices();
  const [isBusy, setBusy] = useState(false);

  async function run(filter: Filter): Promise<void> {
    const name = (channelId: string): string =>
      store.getState().channels?.find(({ id }) => id === channelId)?.login ?? channelId;
    let count = 0;
    setBusy(true);
    const failure = await saveFile({
      name: fileName(filter.channelId === undefined ? 'all' : name(filter.channelId), 'protected', 'csv', ticker.now()),
      type: 'text/csv',
      page: async (cursor) => {
        const reply = await pageOf(bridge, filter, Number(cursor ?? 0), name);
        if (reply.ok) count += reply.value.count;
        return reply;
      },
    });
    setBusy(false);
    if (failure !== null) say.failed(failure);
    else say.note('Exported', `${plural(count, 'line', 'lines')} of the protected list.`);
  }
  return { run, isBusy };
}

async function pageOf(bridge: Bridge, filter: Filter, offset: number, name: (channelId: string) => string) {
  const reply = await bridge.call('protected.list', { ...filter, limit: PAGE, offset });
  if (!reply.ok) return reply;
  const { people, total } = reply.value;
  const end = offset + people.length;
  const text = (offset === 0 ? HEADING : '') + people.map((person) => lineOf(person, name)).join('');
  const next = people.length === 0 || end >= total ? null : String(end);
  return { ok: true, value: { text, next, count: people.length } } as const;
}

function lineOf(person: ProtectedView, name: (channelId: string) => string): string {
  const { userId, username, displayName, note, channelId, addedAt, addedBy } = person;
  const where = channelId === null ? 'everywhere' : name(channelId);
  return csvLine([userId, username, displayName, note, where, addedAt, addedBy]);
}
