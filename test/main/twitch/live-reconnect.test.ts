// Twitch moves a connection, or takes a subscription away: what the live feed makes of it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isReconnectUrl } from '../../../src/main/twitch/live-link.ts';
import { CHANNEL, MODERATOR, moderate, person, type Connection, soon } from './live-fake.ts';
import { asModerator, createLiveWorld, LIVE, lost, type LiveWorld } from './live-world.ts';

let world: LiveWorld;
beforeEach(async () => void (world = await createLiveWorld()));
afterEach(() => world.close());

function reconnectTo(connection: Connection, url = `ws://127.0.0.1:${world.fake.port}/ws?next`): void {
  world.fake.frame(connection, 'session_reconnect', {
    session: { id: connection.sessionId, status: 'reconnecting', keepalive_timeout_seconds: null, reconnect_url: url },
  });
}

function revoke(status: string, channelId = CHANNEL): void {
  const condition = { broadcaster_user_id: channelId, moderator_user_id: MODERATOR };
  const subscription = { id: 's', status, type: 'channel.moderate', version: '2', condition };
  const [connection] = world.fake.open();
  if (connection) world.fake.frame(connection, 'revocation', { subscription });
}

describe('session_reconnect', () => {
  test('moves to the new socket without a gap, and closes the old one only then', async () => {
    const first = await world.watching();
    let wasOldOpen: boolean | null = null;
    world.fake.onConnect = (connection) => {
      wasOldOpen = first.isOpen;
      // Both sockets speak for a moment; what comes twice is heard once.
      world.fake.notify('channel.moderate', moderate('ban', person), { messageId: 'before', on: first });
      world.fake.welcome(connection);
      world.fake.notify('channel.moderate', moderate('ban', person), { messageId: 'before', on: connection });
    };
    reconnectTo(first);
    await soon(() => expect(world.fake.open().map(({ path }) => path)).toEqual(['/ws?next']));
    expect([wasOldOpen, first.closeCode]).toEqual([true, 1005]);
    world.fake.notify('channel.moderate', moderate('ban', person), { messageId: 'after' });
    await soon(() => expect(world.harness.acts.map(({ messageId }) => messageId)).toEqual(['before', 'after']));
    expect(world.harness.told).toHaveLength(2);
    expect(world.fake.posts).toHaveLength(1);
  });

  test('works again and again, and a channel added meanwhile is subscribed after the welcome', async () => {
    await world.watching();
    for (let round = 2; round <= 5; round += 1) {
      const [old] = world.fake.open();
      world.fake.onConnect = (connection) => {
        if (round === 5) world.harness.live.watch({ ...asModerator, channelId: '21' });
        world.fake.welcome(connection);
      };
      reconnectTo(old as Connection);
      await soon(() => expect([world.fake.connections.length, world.fake.open().length]).toEqual([round, 1]));
    }
    await world.says('21 live');
    expect(world.fake.posts.at(-1)?.sessionId).toBe(world.fake.connections.at(-1)?.sessionId);
    expect(world.harness.told.filter((line) => line.includes('lost'))).toEqual([]);
  });

  test('does not keep an old socket whose other side has gone', async () => {
    const first = await world.watching();
    world.fake.onConnect = (connection) => {
      first.socket.pause(); // cannot answer a goodbye
      world.fake.welcome(connection);
    };
    reconnectTo(first);
    // A write to a connection that the other side has ended by force fails; a polite close waits 30 s.
    await soon(() => {
      if (first.isOpen) world.fake.frame(first, 'session_keepalive', {});
      expect([first.isOpen, world.fake.connections.length]).toEqual([false, 2]);
    });
    expect(world.harness.told).toHaveLength(2);
  });

  test('whose welcome never comes is lost when its time is up', async () => {
    const first = await world.watching();
    world.fake.onConnect = ({ path }) =>
      void (path === '/ws' && world.fake.welcome(world.fake.connections.at(-1) as Connection));
    reconnectTo(first);
    await soon(() => expect(world.fake.connections).toHaveLength(2));
    // The old socket still works while we wait.
    world.fake.notify('channel.moderate', moderate('ban', person), { on: first });
    await soon(() => expect(world.harness.acts).toHaveLength(1));
    await world.says(lost('reconnect_timeout'), LIVE);
    expect(world.fake.open().map(({ path }) => path)).toEqual(['/ws']);
  });

  test('whose old socket ends before the new welcome is a gap', async () => {
    const first = await world.watching();
    world.fake.onConnect = (connection) => {
      world.fake.onConnect = (next) => world.fake.welcome(next);
      first.socket.close(4004);
      first.socket.once('close', () => world.fake.welcome(connection));
    };
    reconnectTo(first);
    await world.says(lost('closed_4004'), LIVE);
    await soon(() => expect(world.fake.open()).toHaveLength(1));
  });

  test('right before stop leaves no second socket that comes back', async () => {
    const first = await world.watching();
    world.fake.onConnect = () => undefined;
    reconnectTo(first);
    await soon(() => expect(world.fake.open()).toHaveLength(2));
    await world.harness.live.stop();
    await soon(() => expect(world.fake.open()).toEqual([]));
  });

  test('to anybody but Twitch is not followed', async () => {
    const first = await world.watching();
    reconnectTo(first, 'ws://127.0.0.1:1/ws');
    await world.says(lost('reconnect_url'), LIVE);
    const urls = {
      'wss://eventsub.wss.twitch.tv/ws?challenge=1': true,
      'wss://cell-a.eventsub.wss.twitch.tv/ws?challenge=1&id=2': true,
      'ws://eventsub.wss.twitch.tv/ws': false,
      'wss://eventsub.wss.twitch.tv.example.com/ws': false,
      'wss://xeventsub.wss.twitch.tv/ws': false,
      'wss://eventsub.wss.twitch.tv:444/ws': false,
      'wss://me@eventsub.wss.twitch.tv/ws': false,
      'not a url': false,
    };
    for (const [url, isTwitch] of Object.entries(urls))
      expect([url, isReconnectUrl(url, null)]).toEqual([url, isTwitch]);
  });
});

describe('revocation', () => {
  test.each(['authorization_revoked', 'moderator_removed', 'user_removed', 'version_removed', 'something_new'])(
    '%s refuses the channel with that reason and leaves the others alone',
    async (status) => {
      await world.watching();
      world.harness.live.watch({ ...asModerator, channelId: '21' });
      await world.says('21 live');
      revoke(status);
      await world.says(`${CHANNEL} refused ${status}`);
      world.fake.notify('channel.moderate', moderate('ban', person));
      world.fake.notify('channel.moderate', moderate('ban', person, { broadcaster_user_id: '21' }), {
        messageId: 'theirs',
      });
      await soon(() => expect(world.harness.acts.map(({ messageId }) => messageId)).toEqual(['theirs']));
      expect(world.fake.deletes).toEqual([]);
      revoke(status, '21');
      await soon(() => expect(world.fake.open()).toEqual([]));
      expect(world.fake.connections).toHaveLength(1);
    },
  );
});
