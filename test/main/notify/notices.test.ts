// What was worth saying, as pages ask for it: in order, after what they know, and bounded.
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/shared/notice.ts';
import { createNotices } from '../../../src/main/notify/notices.ts';
import { createBus } from '../../../src/main/lib/bus.ts';

const notice = (title: string): Notice => ({
  kind: 'alert',
  channelId: null,
  severity: 'warning',
  title,
  text: '',
  at: 1_795_000_000_000,
  sameAs: 'disk',
});

describe('the last notices', () => {
  it('are given after the one that is known, and an event says that there are more', () => {
    const events: string[] = [];
    const bus = createBus(() => undefined);
    bus.subscribe(({ type }) => events.push(type));
    const notices = createNotices({ bus });
    for (const title of ['a', 'b', 'c']) notices.add(notice(title), []);
    expect(notices.recent(1)).toMatchObject({ notices: [{ title: 'b', seq: 2 }, { title: 'c' }], last: 3 });
    expect(notices.recent(3)).toEqual({ notices: [], last: 3 });
    expect(events).toEqual(Array(3).fill('notices.changed'));
  });

  it('are a hundred at most', () => {
    const notices = createNotices({ bus: createBus(() => undefined) });
    for (let index = 1; index <= 250; index += 1) notices.add(notice(String(index)), []);
    expect(notices.recent(0).notices.map(({ title }) => title)).toEqual(
      Array.from({ length: 100 }, (_, index) => String(151 + index)),
    );
  });
});
