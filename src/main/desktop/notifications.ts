// Notifications of the system, from the desktop shell: one about one thing takes the place of the one before. Silent: the
// page makes the sounds, at the volume of the settings.
import { Notification } from 'electron';
import type { CoreDeps } from '../core.ts';

/** As many are kept reachable: a notification that nobody holds loses its click. */
const MOST = 50;

/** `onClick`: somebody wants to see what it was about. Does nothing where the system shows none. */
export function createNotifications(deps: {
  readonly platform: NodeJS.Platform;
  readonly onClick: () => void;
}): NonNullable<CoreDeps['notifications']> {
  const shown = new Map<string, Notification>();
  let count = 0;

  function forget(key: string): void {
    shown.get(key)?.close();
    shown.delete(key);
  }

  return {
    show({ title, text, severity, sameAs }) {
      if (!Notification.isSupported()) return;
      const key = sameAs ?? `alone:${(count += 1)}`;
      forget(key);
      const [oldest] = shown.keys();
      if (shown.size >= MOST && oldest !== undefined) forget(oldest);
      const urgency = severity === 'danger' ? 'critical' : 'normal';
      const words = (given: string): string => (deps.platform === 'linux' ? withoutMarkup(given) : given);
      const notification = new Notification({ title: words(title), body: words(text), silent: true, urgency });
      notification.on('click', deps.onClick);
      notification.on('close', () => {
        if (shown.get(key) === notification) shown.delete(key);
      });
      shown.set(key, notification);
      notification.show();
    },
  };
}

/** Some desktops read markup in what is shown: https://specifications.freedesktop.org/notification-spec/latest/markup.html */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '＆').replaceAll('<', '‹').replaceAll('>', '›');
}
