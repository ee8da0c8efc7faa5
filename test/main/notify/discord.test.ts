// Webhooks one by one: whose address is taken, what is told where, and what happens when Discord says no.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packMessage } from '../../../src/main/notify/discord-message.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { startDiscordBox, type DiscordBox } from '../../helpers/discord-box.ts';
import { createDiscordWorld, TOKEN, WEBHOOK, type DiscordWorld } from '../../helpers/discord.ts';
import { createFastClock } from '../../helpers/fast-clock.ts';
import { act, CHANNEL, person, row } from '../../helpers/ledger.ts';

const real = createClock();
let box: DiscordBox;
let world: DiscordWorld;
let stop: (() => Promise<void>) | null = null;
beforeEach(async () => {
  box = await startDiscordBox({ speed: 50 });
  world = createDiscordWorld(createFastClock(50), box.port);
});
afterEach(async () => {
  await stop?.();
  stop = null;
  world.close();
  await box.stop();
});

async function until(isSo: () => boolean): Promise<void> {
  for (const end = real.monotonic() + 10_000; !isSo(); await real.sleep(5))
    if (real.monotonic() > end) throw new Error(`still not so: ${JSON.stringify(world.discord.list())}`);
}

const add = (kinds: readonly ('ban' | 'timeout' | 'alert' | 'moderators')[], channelId: string | null = null) =>
  world.discord.add({ url: WEBHOOK, name: 'log', channelId, kinds: [...kinds] }, 'owner');
const texts = (): readonly string[] => box.messages.map(({ content }) => content);

it('the address is in the vault alone', async () => {
  const hook = await add(['ban']);
  await world.discord.change({ hookId: hook.hookId, name: 'other' }, 'owner');
  const tables = ['discord_hook', 'discord_route', 'discord_queue', 'audit', 'setting'];
  const dump = tables.map((name) => JSON.stringify(world.db.sqlite.prepare(`SELECT * FROM ${name}`).all()));
  expect(dump.join()).toContain('webhook_added');
  for (const text of [...dump, JSON.stringify(world.discord.list()), ...world.log.lines])
    expect(text).not.toContain('canary-token');
  expect((await world.vault.read(`discord:${hook.hookId}`))?.reveal()).toContain(TOKEN);
  await world.discord.remove(hook.hookId, 'owner');
  expect(await world.vault.names()).toEqual([]);
  expect(world.discord.list()).toEqual([]);
});

describe('what is told', () => {
  it('is new entries of the chosen kinds and channel, in one message, pinging nobody', async () => {
    await add(['ban', 'moderators'], CHANNEL);
    const bad = { ...person(1), displayName: '@everyone', login: '@everyone' };
    world.ledger.apply(CHANNEL, [act('eventsub', 'ban', bad, 1, { reason: '[x](https://evil.example)' })]);
    world.ledger.apply(CHANNEL, [act('eventsub', 'timeout', person(2), 2, { ends: 600 })]);
    world.ledger.apply('1001', [act('eventsub', 'ban', person(3), 3)]);
    // Found by a first read, or imported: nothing new.
    world.ledger.apply(CHANNEL, [row(person(4), -90_000)]);
    world.ledger.apply(CHANNEL, [act('import', 'ban', person(5), -5)]);
    stop = world.discord.follow();
    await until(() => box.messages.length === 1 && world.discord.list()[0]?.waiting === 0);
    expect(texts()).toEqual([
      String.raw`⛔ **\@everyone** was banned in Owner by Mod\_User: \[x\]\(https\:\/\/evil\.example\)`,
    ]);
    expect(box.messages[0]?.body).toMatchObject({ allowed_mentions: { parse: [] }, flags: 4 });
  });

  it('follows the template, and the facts as they are when it is sent', async () => {
    await add(['ban', 'alert']);
    world.templates = { ban: '{channel}: {user} ({reason})' };
    world.ledger.apply(CHANNEL, [act('eventsub', 'ban', person(1), 1)]);
    world.ledger.apply(CHANNEL, [act('app', 'ban', person(1), 1.2, { reason: 'spam' })]);
    const alert = { kind: 'alert', severity: 'danger', title: 'Disk', text: 'is full', at: 1, sameAs: null } as const;
    world.discord.enqueue({ ...alert, channelId: null });
    stop = world.discord.follow();
    await until(() => box.messages.length === 1);
    expect(texts()).toEqual(['Owner: User1 (spam)\n🔔 **Disk** is full']);
  });
});

describe('a webhook that says no', () => {
  it.each([401, 403, 404])('with %i stands still and loses nothing; a new address goes on', async (status) => {
    const { hookId } = await add(['ban']);
    box.fault({ status, body: { code: 10_015 } });
    world.raid(0, 3);
    stop = world.discord.follow();
    await until(() => world.discord.list()[0]?.state === 'paused');
    expect(world.discord.list()[0]).toMatchObject({ pausedBy: 'gone', waiting: 3 });
    expect(world.discord.list()[0]?.lastError?.sentence).toContain('Make a new one in Discord');
    await world.discord.change({ hookId, url: WEBHOOK }, 'owner');
    await until(() => world.discord.list()[0]?.waiting === 0);
    expect(world.discord.list()[0]).toMatchObject({ state: 'ready', pausedBy: null, lastError: null });
  });

  it('to one line stands still at that line, after the others', async () => {
    const { hookId } = await add(['ban']);
    box.fault({ status: 400 }, { status: 400 }, { status: 400 });
    world.raid(0, 4);
    stop = world.discord.follow();
    await until(() => world.discord.list()[0]?.state === 'paused');
    expect(world.discord.list()[0]).toMatchObject({ pausedBy: 'refused', waiting: 4 });
    expect(world.discord.discard(hookId, 'owner')).toMatchObject({ discarded: 4, hook: { waiting: 0 } });
  });

  it('waits as long as it is asked to', async () => {
    await add(['ban']);
    box.fault({ status: 429, body: { retry_after: 30.5 }, headers: { 'retry-after': '31' } });
    world.raid(0, 1);
    const began = world.clock.monotonic();
    stop = world.discord.follow();
    await until(() => box.statuses.length === 1 && world.discord.list()[0]?.state === 'retrying');
    await until(() => world.discord.list()[0]?.waiting === 0);
    expect(world.clock.monotonic() - began).toBeGreaterThan(31_000);
    expect(box.statuses).toEqual([429, 200]);
  });

  it('that nobody has the address of any more says so', async () => {
    const { hookId } = await add(['ban']);
    await world.vault.remove(`discord:${hookId}`);
    world.raid(0, 1);
    stop = world.discord.follow();
    await until(() => world.discord.list()[0]?.pausedBy === 'no_address');
    expect(await world.discord.test(hookId)).toMatchObject({ isSent: false });
    expect(box.statuses).toEqual([]);
  });
});

it('a test message says what came of it, and ends a pause', async () => {
  const { hookId } = await add(['ban']);
  expect(await world.discord.test(hookId)).toMatchObject({ isSent: true, hook: { state: 'ready' } });
  expect(texts()).toEqual(['Modkeep can write here. What it is to tell comes as it happens.']);
  box.fault({ status: 404 });
  const refused = await world.discord.test(hookId);
  expect(refused).toMatchObject({ isSent: false });
  expect(refused.sentence).toContain('404');
});

it('no more waits than a hundred thousand, and what is given up is counted', async () => {
  const { hookId } = await add(['ban']);
  world.db.sqlite
    .prepare(
      `INSERT INTO discord_queue (hook_id, entry_id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100007)
       SELECT ?, 'e' || i FROM n`,
    )
    .run(hookId);
  await world.discord.change({ hookId, isPaused: true }, 'owner');
  stop = world.discord.follow();
  await until(() => world.discord.list()[0]?.dropped === 7);
  expect(world.discord.list()[0]).toMatchObject({ waiting: 100_000, pausedBy: 'person' });
});

it('a message keeps to every limit, whatever its lines', () => {
  const lines = Array.from({ length: 160 }, (_, seq) => ({
    seq,
    kind: 'ban' as const,
    text: '😀x'.repeat(1 + ((seq * 97) % 600)),
  }));
  for (let from = 0; from < lines.length;) {
    const { body, through } = packMessage(lines.slice(from), true);
    const { content, embeds = [] } = body as { content: string; embeds?: { description: string }[] };
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(embeds.length).toBeLessThanOrEqual(10);
    expect(embeds.every(({ description }) => description.length <= 4_096)).toBe(true);
    expect(embeds.reduce((sum, { description }) => sum + description.length, 0)).toBeLessThanOrEqual(6_000);
    expect(through).toBeGreaterThanOrEqual(from);
    from = through + 1;
  }
});
