// The one place that tells people something while they look elsewhere. Knows not why something is worth telling.
import type { Notice } from '../../shared/notice.ts';
import type { Bus } from '../lib/bus.ts';
import { createNotices, type Notices } from './notices.ts';

export interface Notify extends Pick<Notices, 'recent'> {
  /** Hands a notice to every way that the settings choose for its kind. Returns at once and never throws. */
  deliver(notice: Notice): void;
}

export interface NotifyDeps {
  readonly bus: Bus;
}

export function createNotify({ bus }: NotifyDeps): Notify {
  const notices = createNotices({ bus });
  return {
    deliver: (notice) => notices.add(notice),
    recent: notices.recent,
  };
}
