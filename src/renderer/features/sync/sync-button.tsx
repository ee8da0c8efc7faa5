// The button that reads the list again, with its menu.
import { ChevronDown, LoaderCircle, RefreshCw } from 'lucide-react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useSync } from './use-sync.ts';

/** `isMain` where it is the one thing to do. */
export function SyncButton({ isMain = false }: { readonly isMain?: boolean }) {
  const { store } = useServices();
  const channelId = useApp((state) => state.channelId);
  const { job, start } = useSync(channelId ?? '');
  const may = useMay('sync.start');
  const isRunning = job !== null;
  if (!may || channelId === null) return null;
  if (isMain)
    return (
      <Button look="primary" className="min-h-8 px-4" disabled={isRunning} onClick={() => void start(false)}>
        {isRunning ? 'Syncing' : 'Sync now'}
      </Button>
    );
  return (
    <span className="inline-flex">
      <Button onClick={() => void start(false)} disabled={isRunning} className="rounded-r-none">
        {isRunning ? (
          <LoaderCircle size={14} className="animate-spin" aria-hidden="true" />
        ) : (
          <RefreshCw size={14} aria-hidden="true" />
        )}
        <span className="@max-[50rem]/tools:sr-only">{isRunning ? 'Syncing' : 'Sync'}</span>
      </Button>
      <Menu
        trigger={
          <IconButton label="More ways to sync" className="h-auto rounded-l-none border border-l-0 border-line bg-s2" />
        }
        items={[
          {
            label: 'How this list is read',
            hint: 'state, next check, the last runs',
            onPick: () => store.setState({ window: 'sync' }),
          },
          ...(isRunning
            ? []
            : [
                {
                  label: 'Sync',
                  hint: 'answers at once if the list was read just now',
                  onPick: () => void start(false),
                },
                { label: 'Sync even so', hint: 'reads the whole list again', onPick: () => void start(true) },
              ]),
        ]}
      >
        <ChevronDown size={14} aria-hidden="true" />
      </Menu>
    </span>
  );
}
