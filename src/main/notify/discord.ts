// Discord webhooks as commands: added, changed, tried out, taken away; and the sender behind them.
import type { Output, Parsed } from '../../shared/contract.ts';
import type { DiscordHookView } from '../../shared/contract/notify.ts';
import type { Templates } from '../../shared/discord-text.ts';
import { fail } from '../../shared/errors.ts';
import type { Notice } from '../../shared/notice.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import type { Log } from '../lib/log.ts';
import type { Secret } from '../lib/secret.ts';
import { isoOrNull, SECOND_MS, toIso } from '../lib/time.ts';
import { parseAddress, tokenOf } from './discord-address.ts';
import { packMessage } from './discord-message.ts';
import { createPost } from './discord-post.ts';
import { createSender, sentenceOf } from './discord-sender.ts';
import { createDiscordStore, type Hook } from './discord-store.ts';

export interface Discord {
  list(): readonly DiscordHookView[];
  add(input: Parsed<'discord.add'>, by: string): Promise<DiscordHookView>;
  change(input: Parsed<'discord.change'>, by: string): Promise<DiscordHookView>;
  remove(hookId: string, by: string): Promise<boolean>;
  test(hookId: string): Promise<Output<'discord.test'>>;
  discard(hookId: string, by: string): Output<'discord.discard'>;
  /** Queues a notice for every webhook that is told of it. Throws AppFailure DATABASE_*. */
  enqueue(notice: Notice): void;
  /** Sends from now on, until the returned function is called; that resolves when nothing is under way any more. */
  follow(): () => Promise<void>;
}

export interface DiscordDeps {
  readonly db: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditLog;
  /** The vault, as far as it is needed here. */
  readonly vault: {
    read(name: string): Promise<Secret | null>;
    write(name: string, value: Secret): Promise<void>;
    remove(name: string): Promise<void>;
  };
  /** Makes a word unprintable in the log. */
  readonly protect: (word: string) => void;
  readonly templates: () => Templates;
  /** Loopback port of a server that stands in for Discord; null = Discord. */
  readonly port: number | null;
  readonly isDemo: boolean;
}

const MOST_HOOKS = 20;
/** Rows that wait for one webhook; beyond it the oldest go, counted. */
const MOST_WAITING = 100_000;
const LOOK_MS = 30 * SECOND_MS;

export function createDiscord(deps: DiscordDeps): Discord {
  const { db, bus, clock, log, audit, vault, protect, templates, port } = deps;
  const store = createDiscordStore(db);
  const onChange = (): void => bus.emit({ type: 'discord.changed' });
  const sender = createSender({ store, post: createPost({ clock }), clock, log, addressOf, port, templates, onChange });

  async function addressOf(hookId: string): Promise<Secret | null> {
    const kept = await vault.read(nameOf(hookId));
    if (kept !== null) protect(tokenOf(kept));
    return kept;
  }

  function demand(hookId: string): Hook {
    const hook = store.get(hookId);
    if (hook !== null) return hook;
    throw fail('NOT_FOUND', 'There is no such webhook.', { what: 'webhook', id: hookId });
  }

  /** Writes `run` and its trace together. */
  function record(by: string, change: string, hook: Pick<Hook, 'id' | 'name' | 'channelId'>, run: () => void): void {
    db.immediate(() => {
      run();
      audit.append({
        at: clock.now(),
        moderatorId: null,
        moderatorLogin: by,
        action: 'change_settings',
        contentType: 'settings',
        contentId: hook.id,
        contentName: hook.name,
        channelId: hook.channelId === '' ? null : hook.channelId,
        reason: '',
        metadata: { names: ['discord'], change },
      });
    });
    bus.emit({ type: 'audit.changed' });
    onChange();
  }

  function view(hookId: string): DiscordHookView {
    return viewOf(demand(hookId), store.waiting(hookId), sender.retryAt(hookId), clock.now());
  }

  return {
    list: () => store.list().map(({ id }) => view(id)),
    async add({ url, channelId, ...rest }, by) {
      if (deps.isDemo && port === null)
        throw fail('SERVICE_UNAVAILABLE', 'The demo sends nothing out of this machine.', { reason: 'demo' });
      const { kept, endsWith } = parseAddress(url);
      if (store.list().length >= MOST_HOOKS)
        throw fail('INVALID_REQUEST', `There are ${MOST_HOOKS} webhooks already: remove one first.`, { field: 'url' });
      const hook = { ...rest, id: newId(clock.now()), channelId: channelId ?? '', endsWith, addedAt: clock.now() };
      protect(tokenOf(kept));
      await vault.write(nameOf(hook.id), kept);
      try {
        record(by, 'webhook_added', hook, () => store.add(hook));
      } catch (error) {
        await vault.remove(nameOf(hook.id));
        throw error;
      }
      return view(hook.id);
    },
    async change({ hookId, url, channelId, isPaused, name, kinds }, by) {
      const hook = demand(hookId);
      const address = url === undefined ? null : parseAddress(url);
      if (address !== null) {
        protect(tokenOf(address.kept));
        await vault.write(nameOf(hookId), address.kept);
      }
      const goesOn = isPaused === false || (address !== null && hook.pausedBy !== 'person');
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(channelId === undefined ? {} : { channelId: channelId ?? '' }),
        ...(address === null ? {} : { endsWith: address.endsWith, blockedUntil: null, lastError: null }),
        ...(isPaused === true ? { pausedBy: 'person' as const } : goesOn ? { pausedBy: null } : {}),
      };
      record(by, 'webhook_changed', { ...hook, ...change }, () => store.change(hookId, change));
      sender.nudge(hookId);
      return view(hookId);
    },
    async remove(hookId, by) {
      const hook = demand(hookId);
      // The address goes first: whatever happens then, nothing can be sent there any more.
      await vault.remove(nameOf(hookId));
      record(by, 'webhook_removed', hook, () => store.remove(hookId));
      sender.nudge(hookId);
      return true;
    },
    async test(hookId) {
      const text = 'Modkeep can write here. What it is to tell comes as it happens.';
      const posted = await sender.now(demand(hookId), packMessage([{ seq: 0, kind: 'alert', text }], false).body);
      const hook = demand(hookId);
      if (posted === null || posted.kind === 'slow') {
        const until = hook.blockedUntil ?? clock.now() + SECOND_MS;
        const seconds = Math.max(1, Math.ceil((until - clock.now()) / SECOND_MS));
        throw fail('RATE_LIMIT_EXCEEDED', 'Discord asks to slow down.', { retry_after: seconds });
      }
      const isSent = posted.kind === 'sent';
      if (isSent && hook.pausedBy !== 'person') store.change(hookId, { pausedBy: null, lastError: null });
      if (isSent) sender.nudge(hookId);
      else store.change(hookId, { lastError: { at: clock.now(), sentence: sentenceOf(posted) } });
      onChange();
      return { isSent, sentence: sentenceOf(posted), hook: view(hookId) };
    },
    discard(hookId, by) {
      const discarded = store.waiting(hookId);
      record(by, 'webhook_queue_discarded', demand(hookId), () => {
        store.take(hookId, Number.MAX_SAFE_INTEGER);
        store.change(hookId, { sendingThrough: null });
      });
      sender.nudge(hookId);
      return { discarded, hook: view(hookId) };
    },
    enqueue(notice) {
      store.atomically(() => store.enqueue(notice));
      sender.wake();
    },
    follow() {
      const unhear = bus.subscribe(({ type }) => {
        if (type === 'history.changed') sender.wake();
      });
      const look = (): void => {
        try {
          for (const { id, dropped } of store.list()) {
            const gone = store.trim(id, MOST_WAITING);
            if (gone > 0) store.change(id, { dropped: dropped + gone });
          }
        } catch (error) {
          log.warn('what waits for Discord could not be cut short', { error: String(error) });
        }
        sender.wake();
      };
      const unlook = clock.every(LOOK_MS, look);
      look();
      return async () => {
        unhear();
        unlook();
        await sender.stop();
      };
    },
  };
}

function nameOf(hookId: string): string {
  return `discord:${hookId}`;
}

function viewOf(hook: Hook, waiting: number, retryAt: number | null, now: number): DiscordHookView {
  const { id, channelId, sentAt, lastError, pausedBy, name, kinds, endsWith, dropped, blockedUntil } = hook;
  const next = Math.max(retryAt ?? 0, blockedUntil ?? 0);
  const isLater = next > now && waiting > 0;
  return {
    hookId: id,
    name,
    channelId: channelId === '' ? null : channelId,
    kinds,
    endsWith,
    state: pausedBy !== null ? 'paused' : isLater ? 'retrying' : waiting > 0 ? 'sending' : 'ready',
    pausedBy,
    waiting,
    dropped,
    sentAt: isoOrNull(sentAt),
    nextTryAt: isLater && pausedBy === null ? toIso(next) : null,
    lastError: lastError === null ? null : { at: toIso(lastError.at), sentence: lastError.sentence },
  };
}
