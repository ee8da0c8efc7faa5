// Lines that say what is not as usual with a channel's sources, each with what mends it.
import { TriangleAlert } from 'lucide-react';
import type { ChannelView } from '../../../shared/model.ts';
import { noticesOf, type Notice } from '../../lib/freshness.ts';
import { actingAccount } from '../../lib/reconnect.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';

/** `canLook` where the sync panel is not open already. */
export function Notices({ channel, canLook = false }: { readonly channel: ChannelView; readonly canLook?: boolean }) {
  const phase = useApp(
    (state) => state.jobs.find((job) => job.kind === 'sync' && job.channelId === channel.id)?.phase ?? null,
  );
  const notices = noticesOf(channel, phase);
  if (notices.length === 0) return null;
  return (
    <div role="status" aria-label="Sources" className="flex flex-col gap-1">
      {notices.map((notice) => (
        <Line key={notice.title} notice={notice} channelId={channel.id} canLook={canLook} />
      ))}
    </div>
  );
}

const LINK = 'font-semibold whitespace-nowrap underline underline-offset-2';

function Line({
  notice,
  channelId,
  canLook,
}: {
  readonly notice: Notice;
  readonly channelId: string;
  readonly canLook: boolean;
}) {
  const { store } = useServices();
  const may = useMay('accounts.signIn');
  const accountId = useApp((state) => actingAccount(state, channelId));
  const { title, text, fix } = notice;
  return (
    <p className="flex gap-2 rounded-md bg-warn-bg px-3 py-1.5 text-warn">
      <TriangleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
      <span>
        <b className="font-semibold">{title}.</b> {text}{' '}
        {fix === 'look' && canLook && (
          <button type="button" className={LINK} onClick={() => store.setState({ window: 'sync' })}>
            Find out why
          </button>
        )}
        {fix !== null && fix !== 'look' && may && accountId !== null && (
          <button type="button" className={LINK} onClick={() => openConnect(store, accountId, [fix])}>
            Reconnect
          </button>
        )}
      </span>
    </p>
  );
}
