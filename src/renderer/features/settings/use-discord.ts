// What can be done with a webhook, each with a word about what came of it.
import { useState } from 'react';
import type { DiscordHookView } from '../../../shared/contract/notify.ts';
import { plural } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';

export function useDiscord({ hookId, name, waiting }: DiscordHookView) {
  const { bridge, store, say } = useServices();
  const [isBusy, setBusy] = useState(false);

  function doing(work: () => Promise<void>): void {
    setBusy(true);
    void work().finally(() => setBusy(false));
  }
  const ask = (title: string, text: string, action: string, onYes: () => void): void =>
    store.setState({ question: { title, text, action, onYes } });

  return {
    isBusy,
    test: () =>
      doing(async () => {
        const reply = await bridge.call('discord.test', { hookId });
        if (!reply.ok) return say.failed(reply.error);
        const { isSent, sentence } = reply.value;
        say.note(isSent ? 'Test sent' : 'The test did not arrive', sentence, isSent ? 'ok' : 'failed');
      }),
    pause: (isPaused: boolean) =>
      doing(async () => {
        const reply = await bridge.call('discord.change', { hookId, isPaused });
        if (!reply.ok) say.failed(reply.error);
      }),
    discard: () =>
      ask(
        'Discard what waits?',
        `${plural(waiting, 'line', 'lines')} for ${name} will not be told. The history keeps everything.`,
        'Discard',
        () =>
          doing(async () => {
            const reply = await bridge.call('discord.discard', { hookId });
            if (!reply.ok) say.failed(reply.error);
            else say.note('Discarded', `${plural(reply.value.discarded, 'line', 'lines')} for ${name}.`);
          }),
      ),
    remove: () =>
      ask(
        `Remove ${name}?`,
        'Modkeep forgets its address and what waits for it. In Discord the webhook itself stays until you delete it there.',
        'Remove',
        () =>
          doing(async () => {
            const reply = await bridge.call('discord.remove', { hookId });
            if (!reply.ok) say.failed(reply.error);
            else say.note('Webhook removed', name);
          }),
      ),
  };
}
