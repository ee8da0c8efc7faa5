// Discord webhooks: what each is told, how its queue stands, and what mends it.
import { CircleAlert, CircleCheck, CirclePause, Plus, RefreshCw, Send } from 'lucide-react';
import { useState } from 'react';
import type { DiscordHookView } from '../../../shared/contract/notify.ts';
import { plural } from '../../lib/format.ts';
import { kindsInWords } from '../../lib/notice-words.ts';
import { useApp, useMinute } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { When } from '../../ui/marks.tsx';
import { Card } from './card.tsx';
import { DiscordForm } from './discord-form.tsx';
import { useDiscord } from './use-discord.ts';

export function DiscordCard() {
  const revision = useApp((state) => state.discordRevision);
  const isForgotten = useApp(({ app }) => app?.vault === 'memory' && !app.isDemo);
  const hooks = useQuery('discord.list', {}, revision, true).value?.hooks ?? null;
  const [isAdding, setAdding] = useState(false);
  return (
    <Card
      title="Discord"
      text="Writes into a channel of your Discord server, through a webhook: Server settings, Integrations, Webhooks. A raid is told in few messages; nothing is lost when Discord or Modkeep is away."
      aside={
        !isAdding && (
          <Button onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" /> Add a webhook
          </Button>
        )
      }
    >
      {isForgotten && (
        <p className="flex items-start gap-1.5 pb-2 text-warn">
          <CircleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
          Addresses are kept in memory only and are gone at the end. With “Stay signed in” they are kept.
        </p>
      )}
      {isAdding && <DiscordForm hook={null} onDone={() => setAdding(false)} />}
      {hooks?.length === 0 && !isAdding && (
        <p className="pb-1 text-mute">No webhook yet. Nothing leaves this machine.</p>
      )}
      <ul>
        {hooks?.map((hook) => (
          <Hook key={hook.hookId} hook={hook} />
        ))}
      </ul>
    </Card>
  );
}

const STATES = {
  ready: { word: 'Ready', icon: CircleCheck, tone: 'text-ok' },
  sending: { word: 'Sending', icon: Send, tone: 'text-info' },
  retrying: { word: 'Waiting to try again', icon: RefreshCw, tone: 'text-warn' },
  paused: { word: 'Paused', icon: CirclePause, tone: 'text-warn' },
} as const;

function Hook({ hook }: { readonly hook: DiscordHookView }) {
  const channels = useApp((state) => state.channels) ?? [];
  const [isOpen, setOpen] = useState(false);
  const { word, icon: Icon, tone } = STATES[hook.state];
  const channel = channels.find(({ id }) => id === hook.channelId)?.displayName ?? hook.channelId;
  return (
    <li className="flex flex-col gap-2 border-t border-line py-3 first:border-t-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium wrap-break-word">{hook.name}</h3>
        <span className={`inline-flex items-center gap-1.5 font-medium ${tone}`}>
          <Icon size={14} aria-hidden="true" /> {word}
        </span>
      </div>
      <p className="text-mute">
        {channel ?? 'All channels'}: {kindsInWords(hook.kinds)}. The address is set and ends with{' '}
        <span className="font-mono text-ink">{hook.endsWith}</span>.
      </p>
      <QueueState hook={hook} />
      {isOpen ? (
        <DiscordForm hook={hook} onDone={() => setOpen(false)} />
      ) : (
        <Steps hook={hook} onChange={() => setOpen(true)} />
      )}
    </li>
  );
}

function QueueState({ hook }: { readonly hook: DiscordHookView }) {
  const now = useMinute();
  return (
    <div role="status" className="flex flex-col gap-1">
      <p className="text-mute">
        {hook.waiting === 0 ? 'Nothing waits' : plural(hook.waiting, 'line waits', 'lines wait')}
        {' · '}
        {hook.sentAt === null ? (
          'nothing sent yet'
        ) : (
          <>
            last sent <When iso={hook.sentAt} now={now} />
          </>
        )}
        {hook.nextTryAt !== null && (
          <>
            {' · next try '}
            <When iso={hook.nextTryAt} now={now} />
          </>
        )}
        {hook.dropped > 0 && ` · ${plural(hook.dropped, 'line', 'lines')} given up, because too many waited`}
      </p>
      {hook.lastError !== null && (
        <p className="flex items-start gap-1.5 text-warn">
          <CircleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
          <span className="min-w-0 wrap-break-word">
            {hook.lastError.sentence} (<When iso={hook.lastError.at} now={now} />)
          </span>
        </p>
      )}
      {hook.pausedBy === 'no_address' && (
        <p className="flex items-start gap-1.5 text-warn">
          <CircleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
          Its address is no longer kept here. Enter it again under Change; what waits is sent then.
        </p>
      )}
    </div>
  );
}

function Steps({ hook, onChange }: { readonly hook: DiscordHookView; readonly onChange: () => void }) {
  const { test, pause, discard, remove, isBusy } = useDiscord(hook);
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button disabled={isBusy} onClick={test}>
        <Send size={14} aria-hidden="true" /> Send a test
      </Button>
      <Button disabled={isBusy} onClick={onChange}>
        Change
      </Button>
      {hook.state === 'paused' ? (
        <Button disabled={isBusy} onClick={() => pause(false)}>
          Go on
        </Button>
      ) : (
        <Button disabled={isBusy} onClick={() => pause(true)}>
          Pause
        </Button>
      )}
      {hook.waiting > 0 && (
        <Button disabled={isBusy} onClick={discard}>
          Discard what waits
        </Button>
      )}
      <Button look="quiet" disabled={isBusy} onClick={remove}>
        Remove
      </Button>
    </div>
  );
}
