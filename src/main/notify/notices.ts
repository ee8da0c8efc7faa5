// The last notices of this run, for pages that ask. In memory: what must not be lost has a queue or a history of its own.
import type { Notice, NoticeView, NoticeWay } from '../../shared/notice.ts';
import type { Bus } from '../lib/bus.ts';
import { toIso } from '../lib/time.ts';

export interface Notices {
  add(notice: Notice, ways: readonly NoticeWay[]): void;
  /** Those after `after`, oldest first, and the number of the last one there is. */
  recent(after: number): { readonly notices: readonly NoticeView[]; readonly last: number };
}

const MOST = 100;

export function createNotices({ bus }: { readonly bus: Bus }): Notices {
  let kept: readonly NoticeView[] = [];
  let last = 0;
  return {
    add(notice, ways) {
      last += 1;
      kept = [...kept.slice(1 - MOST), { ...notice, ways, seq: last, at: toIso(notice.at) }];
      bus.emit({ type: 'notices.changed' });
    },
    recent: (after) => ({ notices: kept.filter(({ seq }) => seq > after), last }),
  };
}
