// Export on a screen with a long list: a window that says what the file will hold before it is made.
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useWhyNot } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { ExportForm, type Exported } from './export-form.tsx';

export function ExportButton({ exported }: { readonly exported: Exported }) {
  const [isOpen, setOpen] = useState(false);
  const whyNot = useWhyNot(exported.what === 'audit' ? 'audit.export' : 'history.export');
  return (
    <>
      <Button disabled={whyNot !== null} title={whyNot ?? undefined} onClick={() => setOpen(true)}>
        <Download size={14} aria-hidden="true" />
        Export
      </Button>
      <Window title={TITLES[exported.what]} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ExportForm exported={exported} onStarted={() => setOpen(false)} />
      </Window>
    </>
  );
}

const TITLES = { audit: 'Export the audit log', history: 'Export the history' } as const;
