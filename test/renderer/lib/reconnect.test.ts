// An act that waits for a permission: done once, by the right account, and not when the person has gone elsewhere.
import { describe, expect, it, vi } from 'vitest';
import { createReconnects } from '../../../src/renderer/lib/reconnect.ts';
import type { OfferData, Say } from '../../../src/renderer/lib/say.ts';
import { createAppStore, openScreen } from '../../../src/renderer/lib/store.ts';
import type { JobView } from '../../../src/shared/model.ts';
import { accountsOf, syncJob } from '../fixture-frame.ts';
import { makeChannel, OWNER } from '../fixture-world.ts';

function setUp() {
  const store = createAppStore();
  store.setState({ accounts: accountsOf('full'), channels: [makeChannel(OWNER.id, 'eggiebert', 'broadcaster')] });
  const offered: OfferData[] = [];
  const say = { offer: (_title: string, _text: string, data: OfferData) => void offered.push(data) } as unknown as Say;
  const reconnects = createReconnects({ store, say });
  const again = vi.fn<() => void>();
  const isOffered = reconnects.offer({ channelId: OWNER.id, words: 'ban A', again });
  return { store, reconnects, again, isOffered, click: () => offered[0]?.run() };
}
const ended = (accountId: string, status: JobView['status'] = 'completed'): JobView => ({
  ...syncJob(0),
  kind: 'sign-in',
  status,
  summary: { accountId },
});

describe('reconnect and repeat', () => {
  it('asks only for acting, and does the act once when the sign-in has ended well', () => {
    const { store, reconnects, again, click } = setUp();
    reconnects.signInEnded(ended(OWNER.id));
    expect(again).not.toHaveBeenCalled();
    click();
    expect(store.getState()).toMatchObject({
      screen: 'connect',
      reconnect: { accountId: OWNER.id, features: ['act'] },
      repeat: { words: 'ban A' },
    });
    reconnects.signInEnded(ended(OWNER.id));
    reconnects.signInEnded(ended(OWNER.id));
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('keeps waiting after a failed sign-in, and forgets after somebody else’s', () => {
    const { store, reconnects, again, click } = setUp();
    click();
    reconnects.signInEnded(ended(OWNER.id, 'failed'));
    expect(store.getState().repeat).not.toBeNull();
    reconnects.signInEnded(ended('999'));
    reconnects.signInEnded(ended(OWNER.id));
    expect(again).not.toHaveBeenCalled();
  });

  it('forgets the act when the page that signs in is left', () => {
    const { store, reconnects, again, click } = setUp();
    click();
    openScreen(store, 'bans');
    reconnects.signInEnded(ended(OWNER.id));
    expect(again).not.toHaveBeenCalled();
  });

  it('offers nothing where no account could be reconnected', () => {
    const { reconnects, isOffered } = setUp();
    expect(isOffered).toBe(true);
    expect(reconnects.offer({ channelId: '4', words: 'ban A', again: vi.fn<() => void>() })).toBe(false);
  });
});
