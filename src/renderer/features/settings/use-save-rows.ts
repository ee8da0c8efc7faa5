// The rows of the audit log that are about to go, as a CSV file: page after page from the core, oldest last.
import { useState } from 'react';
import type { Bridge } from '../../../shared/contract.ts';
import type { PurgePreview } from '../../../shared/contract/audit.ts';
import type { AuditView } from '../../../shared/model.ts';
import { csvLine } from '../../../shared/csv.ts';
import { plural } from '../../lib/format.ts';
import { fileName, saveFile } from '../../lib/save-file.ts';
import { useServices } from '../../lib/services.tsx';

const PAGE = 1000;
const HEADING =
  'seq,id,created_at,moderator_id,moderator_username,action,content_type,content_id,content_name,channel_id,reason,metadata,amends\r\n';

export function useSaveRows() {
  const { bridge, say, ticker } = useServices();
  const [isBusy, setBusy] = useState(false);
  async function save(preview: PurgePreview): Promise<void> {
    setBusy(true);
    let count = 0;
    const failure = await saveFile({
      name: fileName('audit', `rows-${preview.fromSeq}-to-${preview.toSeq}`, 'csv', ticker.now()),
      type: 'text/csv',
      page: async (cursor) => {
        const reply = await pageOf(bridge, preview, cursor);
        if (reply.ok) count += reply.value.count;
        return reply;
      },
    });
    setBusy(false);
    if (failure !== null) say.failed(failure);
    else say.note('Saved', `${plural(count, 'row', 'rows')} of the audit log.`);
  }
  return { save, isBusy };
}

/** The log is listed newest first: the rows that go are its last. */
async function pageOf(bridge: Bridge, { rows, toSeq }: PurgePreview, cursor: string | undefined) {
  const all = { folded: false, count: 'bounded', limit: PAGE } as const;
  let place: { readonly cursor: string } | { readonly offset: number };
  if (cursor === undefined) {
    const length = await bridge.call('audit.list', { folded: false, limit: 1 });
    if (!length.ok) return length;
    place = { offset: Math.max(0, length.value.meta.total - rows) };
  } else place = { cursor };
  const reply = await bridge.call('audit.list', { ...all, ...place });
  if (!reply.ok) return reply;
  const { data, meta } = reply.value;
  const going = data.filter(({ seq }) => seq <= toSeq);
  const text = (cursor === undefined ? HEADING : '') + going.map((row) => lineOf(row)).join('');
  return { ok: true, value: { text, next: meta.next, count: going.length } } as const;
}

function lineOf(row: AuditView): string {
  const { seq, id, createdAt, moderatorId, moderatorUsername, action, contentType, contentId } = row;
  const { contentName, channelId, reason, metadata, amends } = row;
  const known = [String(seq), id, createdAt, moderatorId, moderatorUsername, action, contentType, contentId];
  return csvLine(
    [...known, contentName, channelId, reason, JSON.stringify(metadata), amends].map((cell) => cell ?? ''),
  );
}
