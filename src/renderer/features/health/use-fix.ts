// What the button of a check does: goes where the thing is mended, or begins the work that mends it.
import type { CheckFix } from '../../../shared/contract/health.ts';
import { useServices } from '../../lib/services.tsx';
import { openChannel, openConnect, openSettings } from '../../lib/store.ts';

/** `test` is the screen's own: it shows what came of it. */
export function useFix(test: () => void): (fix: CheckFix) => void {
  const { bridge, store, say, killSwitch } = useServices();
  const begin = async (command: 'backups.create' | 'audit.verify', words: string): Promise<void> => {
    const reply = await bridge.call(command, {});
    if (!reply.ok) return say.failed(reply.error);
    say.note(words, 'The bar at the bottom shows how far it is.');
  };
  const showData = async (): Promise<void> => {
    const reply = await bridge.call('data.show', { folder: 'data' });
    if (!reply.ok) say.failed(reply.error);
  };
  return (fix) => {
    switch (fix.kind) {
      case 'sign-in':
        return openConnect(store, fix.accountId);
      case 'reconnect':
        return openConnect(store, fix.accountId, [...fix.features]);
      case 'reading':
        openChannel(store, fix.channelId);
        return store.setState({ window: 'sync' });
      case 'limits':
      case 'acting':
        return openSettings(store, fix.kind);
      case 'dock':
        return openSettings(store, 'connection');
      case 'show-data':
        return void showData();
      case 'back-up':
        return void begin('backups.create', 'A copy is being made');
      case 'verify':
        return void begin('audit.verify', 'The audit log is being verified');
      case 'stop':
        return void killSwitch(true);
      case 'test':
        return test();
    }
  };
}
