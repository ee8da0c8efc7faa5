// Muting a rule for a while, or for good, and telling it again.
import type { ReactNode } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { AlertRule } from '../../../shared/alerts.ts';
import { useMay, useServices } from '../../lib/services.tsx';
import { Menu } from '../../ui/menu.tsx';

const LENGTHS = [
  { label: 'For an hour', seconds: 3_600 },
  { label: 'For a day', seconds: 86_400 },
  { label: 'For a week', seconds: 604_800 },
] as const;

const BUTTON =
  'grid size-7 shrink-0 place-items-center rounded-md text-mute hover:bg-s3 hover:text-ink disabled:opacity-50';

export function MuteMenu({
  rule,
  isMuted,
  label,
  children,
}: {
  readonly rule: AlertRule;
  readonly isMuted: boolean;
  readonly label: string;
  /** The icon of the button. */
  readonly children: ReactNode;
}) {
  const { bridge, say } = useServices();
  const may = useMay('alerts.mute');
  if (!may) return null;
  const mute = async (change: Omit<Input<'alerts.mute'>, 'rule'>): Promise<void> => {
    const reply = await bridge.call('alerts.mute', { rule, ...change });
    if (!reply.ok) say.failed(reply.error);
  };
  const items = [
    ...(isMuted ? [{ label: 'Tell it again', onPick: () => void mute({ isMuted: false }) }] : []),
    ...LENGTHS.map(({ label: word, seconds }) => ({
      label: word,
      onPick: () => void mute({ isMuted: true, seconds }),
    })),
    { label: 'For good', hint: 'Health shows it all the same.', onPick: () => void mute({ isMuted: true }) },
  ];
  return (
    <Menu trigger={<button type="button" aria-label={label} title={label} className={BUTTON} />} items={items}>
      {children}
    </Menu>
  );
}
