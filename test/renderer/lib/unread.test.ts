// Which channels count as looked at, and when the count of what came in begins anew.
import { describe, expect, it, vi } from 'vitest';
import { createAppStore, openChannel, openEverywhere, openScreen } from '../../../src/renderer/lib/store.ts';
import { createUnread, lookedAt } from '../../../src/renderer/lib/unread.ts';
import type { AppEvent, Bridge } from '../../../src/shared/contract.ts';
import { makeChannel } from '../fixture-world.ts';

function setUp() {
  const store = createAppStore();
  const asked: { channelId: string; from: string }[] = [];
  const listeners: ((event: AppEvent) => void)[] = [];
  let now = 1_000_000;
  const bridge = {
    call: (_command: string, input: { channelId: string; from: string }) => {
      asked.push(input);
      return Promise.resolve({ ok: true, value: { total: 3 } });
    },
    onEvent: (listener: (event: AppEvent) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
  } as unknown as Bridge;
  createUnread({ bridge, store, now: () => now });
  store.setState({
    channels: [makeChannel('1', 'A', 'broadcaster'), makeChannel('2', 'B', 'moderator')],
    channelId: '1',
  });
  const happen = (channelId: string): void => {
    for (const listener of listeners) listener({ type: 'history.changed', channelId, revision: 2 });
  };
  return { store, asked, happen, later: (ms: number) => (now += ms) };
}

describe('unread', () => {
  it('counts only what happens where nobody looks, since the last look', async () => {
    const { store, asked, happen } = setUp();
    happen('1');
    expect(asked).toEqual([]);
    happen('2');
    expect(asked).toEqual([{ channelId: '2', from: new Date(1_000_000).toISOString(), limit: 1 }]);
    await vi.waitFor(() => expect(store.getState().unread).toEqual({ '2': 3 }));
  });

  it('begins anew when the channel has been looked at', async () => {
    const { store, asked, happen, later } = setUp();
    happen('2');
    await vi.waitFor(() => expect(store.getState().unread['2']).toBe(3));
    later(5000);
    openChannel(store, '2');
    expect(store.getState().unread['2']).toBe(0);
    later(5000);
    openChannel(store, '1');
    happen('2');
    await vi.waitFor(() => expect(asked.at(-1)?.from).toBe(new Date(1_010_000).toISOString()), 3000);
  });

  it('takes every channel as seen in Activity over all, and none in Settings', () => {
    const { store } = setUp();
    openEverywhere(store);
    expect([...lookedAt(store.getState())]).toEqual(['1', '2']);
    openScreen(store, 'bans');
    expect([...lookedAt(store.getState())]).toEqual(['1']);
    openScreen(store, 'settings');
    expect(lookedAt(store.getState()).size).toBe(0);
  });
});
