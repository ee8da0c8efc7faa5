// Whether the person in the panel is protected here, with the way onto the protected list and off it.
import { Shield, ShieldCheck } from 'lucide-react';
import type { ProtectedView } from '../../../shared/contract/lists.ts';
import { useApp, useServices, useWhyNot } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { useProtecting } from '../protected/use-protecting.ts';

export function Protection({ channelId, userId }: { readonly channelId: string; readonly userId: string }) {
  const { say } = useServices();
  const { add, remove } = useProtecting();
  const revision = useApp((state) => state.settingsRevision);
  const whyNot = useWhyNot('protected.add');
  const { value } = useQuery('protected.list', { channelId, userId, limit: 10 }, revision);
  if (value === null) return null;
  const rows = value.people;
  const isProtected = rows.length > 0;
  const protect = async (place: string | null): Promise<void> => {
    const failure = await add({ id: userId }, place, '');
    if (failure !== null) say.failed(failure);
  };
  const Icon = isProtected ? ShieldCheck : Shield;
  const items: MenuItem[] = [
    ...rows.map((row) => ({ label: `Take off the list: ${whereOf(row)}`, onPick: () => void remove(row) })),
    ...(rows.some((row) => row.channelId === channelId)
      ? []
      : [{ label: 'Protect in this channel', onPick: () => void protect(channelId) }]),
    ...(rows.some((row) => row.channelId === null)
      ? []
      : [{ label: 'Protect everywhere', onPick: () => void protect(null) }]),
  ];
  return (
    <div className="flex items-center gap-2 pt-1.5">
      <Menu
        items={items}
        trigger={
          <Button
            disabled={whyNot !== null}
            className={`min-h-6 py-0.5 text-xs ${isProtected ? 'text-ok' : ''}`}
            title={whyNot ?? (isProtected ? titleOf(rows) : 'No act may hit whoever is protected')}
          />
        }
      >
        <Icon size={12} aria-hidden="true" />
        {isProtected ? 'Protected ✓' : 'Protect'}
      </Menu>
      {isProtected && <span className="min-w-0 truncate text-xs text-mute">{rows.map(whereOf).join(', ')}</span>}
    </div>
  );
}

function whereOf({ channelId }: ProtectedView): string {
  return channelId === null ? 'everywhere' : 'in this channel';
}

function titleOf(rows: readonly ProtectedView[]): string {
  const notes = rows.map(({ note }) => note).filter((note) => note !== '');
  return `No act may hit them${notes.length === 0 ? '' : `: ${notes.join('; ')}`}`;
}
