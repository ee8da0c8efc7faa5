// The list as it is narrowed now, as a file: CSV or JSON, both of which a bulk job can read again.
import { Download } from 'lucide-react';
import { memo, useState } from 'react';
import { useServices } from '../../lib/services.tsx';
import { fileName, saveFile } from '../../lib/save-file.ts';
import { channelOf } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { BanQuestion } from './use-ban-pages.ts';

const FORMATS = [
  { format: 'csv', type: 'text/csv', label: 'CSV', hint: 'for spreadsheets, and to import again' },
  { format: 'json', type: 'application/json', label: 'JSON', hint: 'one object per line' },
] as const;

export const ExportButton = memo(function ExportButton({ question }: { readonly question: BanQuestion }) {
  const { bridge, store, say, ticker } = useServices();
  const [isBusy, setBusy] = useState(false);
  const { channelId, sort: _, ...filter } = question;
  const save = async ({ format, type }: (typeof FORMATS)[number]): Promise<void> => {
    setBusy(true);
    const login = channelOf(store.getState(), channelId)?.login ?? channelId;
    const failure = await saveFile({
      name: fileName(login, 'bans', format, ticker.now()),
      type,
      page: (cursor) =>
        bridge.call('bans.export', { channelId, format, filter, ...(cursor === undefined ? {} : { cursor }) }),
    });
    setBusy(false);
    if (failure !== null) say.failed(failure);
  };
  return (
    <Menu
      trigger={<Button aria-label="Export" disabled={isBusy} />}
      items={FORMATS.map((one) => ({ label: one.label, hint: one.hint, onPick: () => void save(one) }))}
    >
      <Download size={14} aria-hidden="true" />
      <span className="@max-[54rem]/tools:sr-only">{isBusy ? 'Exporting' : 'Export'}</span>
    </Menu>
  );
});
