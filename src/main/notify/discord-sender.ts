// Sends what waits, one message after the other for each webhook, at Discord's pace. A row leaves the queue only once
// Discord has said that the message is there, so nothing is lost; after a crash, or an answer that never came, the same
// rows are sent again and the message says that it may be a repeat.
import type { Templates } from '../../shared/discord-text.ts';
import type { Secret } from '../lib/secret.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { backoffMs } from '../lib/retry.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import { requestUrl } from './discord-address.ts';
import { lineOf } from './discord-lines.ts';
import { packMessage, type Message } from './discord-message.ts';
import type { Post, Posted } from './discord-post.ts';
import type { DiscordStore, Hook } from './discord-store.ts';

/** What belongs together arrives together: this long the first row waits for others, and for what other sources know of it. */
const GATHER_MS = 1_500;
/** Discord lets 30 messages a minute into one of its channels, whatever its headers say of the webhook itself. */
const PACE_MS = 2_100;
const BACKOFF = { firstDelayMs: 2 * SECOND_MS, maxDelayMs: 5 * MINUTE_MS } as const;
/** More lines than fit into one message. */
const ROWS = 160;

export interface SenderDeps {
  readonly store: DiscordStore;
  readonly post: Post;
  readonly clock: Clock;
  readonly log: Log;
  /** The address of a webhook, or null where it is no more. Throws AppFailure when the vault can't be read now. */
  readonly addressOf: (hookId: string) => Promise<Secret | null>;
  readonly port: number | null;
  readonly templates: () => Templates;
  /** Something about a webhook is to be seen anew. */
  readonly onChange: () => void;
}

export interface Sender {
  /** There may be something to send: looks, and comes back at once. */
  wake(): void;
  /** As `wake`, and whatever pause a webhook is in is over. */
  nudge(hookId: string): void;
  /** Sends one message outside the queue, in the same turn and pace. Null: it would have to wait longer than 10 s. */
  now(hook: Hook, body: object): Promise<Posted | null>;
  /** When the next try is; null while none is under way. */
  retryAt(hookId: string): number | null;
  /** Resolves when no request is under way any more. */
  stop(): Promise<void>;
}

export function createSender(deps: SenderDeps): Sender {
  const { store, clock } = deps;
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  const naps = new Map<string, AbortController>();
  const turns = new Map<string, Promise<unknown>>();
  const failures = new Map<string, { readonly tries: number; readonly until: number; readonly most: number }>();

  /** One request at a time for each webhook. */
  function inTurn<T>(hookId: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(hookId) ?? Promise.resolve()).then(work);
    turns.set(
      hookId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async function nap(hookId: string, ms: number): Promise<void> {
    const woken = new AbortController();
    naps.set(hookId, woken);
    await clock.sleep(ms, AbortSignal.any([stopping.signal, woken.signal])).catch(() => undefined);
    naps.delete(hookId);
    stopping.signal.throwIfAborted();
  }

  /** Null: the address is no more, and the webhook says so from now on. */
  async function urlOf(hookId: string): Promise<string | null> {
    const kept = await deps.addressOf(hookId);
    const url = kept === null ? null : requestUrl(kept, deps.port);
    if (url === null) store.change(hookId, { pausedBy: 'no_address' });
    return url;
  }

  /** False: there is nothing more to do. */
  async function sendNext(hookId: string): Promise<boolean> {
    const url = await urlOf(hookId);
    const hook = store.get(hookId);
    if (url === null || hook === null || hook.pausedBy !== null) return false;
    if (dueIn(hook, clock.now()) > 0) return true;
    const message = nextMessage(hook, deps, failures.get(hookId)?.most ?? ROWS);
    if (message === null) return false;
    store.change(hookId, { triedAt: clock.now(), sendingThrough: message.through });
    const posted = await deps.post(url, message.body, stopping.signal);
    if (stopping.signal.aborted) return false;
    settle(hook, message, posted);
    deps.onChange();
    return true;
  }

  function settle(hook: Hook, { through, lines }: NextMessage, posted: Posted): void {
    const at = clock.now();
    const { id } = hook;
    const { tries } = failures.get(id) ?? { tries: 0 };
    if (posted.kind === 'sent') {
      failures.delete(id);
      return store.atomically(() => {
        store.take(id, through);
        store.change(id, {
          sentAt: at,
          sendingThrough: null,
          lastError: null,
          blockedUntil: blocked(at, posted.pauseMs),
        });
      });
    }
    if (posted.kind === 'slow')
      return store.change(id, { sendingThrough: null, blockedUntil: blocked(at, posted.pauseMs) });
    const lastError = { at, sentence: sentenceOf(posted) };
    deps.log.warn('Discord did not take a message', { hookId: id, kind: posted.kind, status: posted.status });
    // One line of many may be what Discord does not take: the half is tried before anything stands still.
    if (posted.kind === 'refused' && lines > 1) {
      failures.set(id, { tries, until: at, most: Math.ceil(lines / 2) });
      return store.change(id, { sendingThrough: null, lastError });
    }
    if (posted.kind !== 'failed') return store.change(id, { pausedBy: posted.kind, sendingThrough: null, lastError });
    const wait = SECOND_MS + backoffMs(tries + 1, BACKOFF, clock.random());
    failures.set(id, { tries: tries + 1, until: at + wait, most: ROWS });
    store.change(id, { lastError, ...(posted.isUnsent ? { sendingThrough: null } : {}) });
  }

  async function pump(hookId: string): Promise<void> {
    await nap(hookId, GATHER_MS);
    for (;;) {
      const hook = store.get(hookId);
      if (hook === null || hook.pausedBy !== null || !store.hasWaiting(hookId)) return;
      const now = clock.now();
      const wait = Math.max(dueIn(hook, now), Math.min((failures.get(hookId)?.until ?? 0) - now, BACKOFF.maxDelayMs));
      if (wait > 0) await nap(hookId, wait);
      else if (!(await inTurn(hookId, () => sendNext(hookId)))) return;
    }
  }

  function begin(hookId: string): void {
    if (running.has(hookId) || stopping.signal.aborted) return;
    const run = pump(hookId)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          deps.log.warn('a webhook stands still until the next look', { hookId, error: String(error) });
      })
      .finally(() => running.delete(hookId));
    running.set(hookId, run);
  }

  return {
    wake() {
      for (const { id, pausedBy } of store.list())
        if (pausedBy === null && !running.has(id) && store.hasWaiting(id)) begin(id);
    },
    nudge(hookId) {
      failures.delete(hookId);
      naps.get(hookId)?.abort();
      if (store.hasWaiting(hookId)) begin(hookId);
    },
    now: (hook, body) =>
      inTurn(hook.id, async () => {
        const wait = dueIn(store.get(hook.id) ?? hook, clock.now());
        if (wait > 10 * SECOND_MS) return null;
        if (wait > 0) await clock.sleep(wait, stopping.signal);
        const url = await urlOf(hook.id);
        if (url === null) return { kind: 'gone', status: 0, code: null };
        store.change(hook.id, { triedAt: clock.now() });
        const posted = await deps.post(url, body, stopping.signal);
        if (posted.kind === 'sent' || posted.kind === 'slow')
          store.change(hook.id, { blockedUntil: blocked(clock.now(), posted.pauseMs) });
        return posted;
      }),
    retryAt: (hookId) => failures.get(hookId)?.until ?? null,
    async stop() {
      stopping.abort();
      await Promise.allSettled([...running.values(), ...turns.values()]);
    },
  };
}

interface NextMessage extends Message {
  readonly lines: number;
}

/** What to send next; rows that were explained away are taken out on the way. Null: nothing waits. */
function nextMessage({ id, sendingThrough }: Hook, { store, templates }: SenderDeps, most: number): NextMessage | null {
  let through = sendingThrough;
  for (;;) {
    const rows = store.next(id, most, through);
    const last = rows.at(-1);
    if (last === undefined && through === null) return null;
    const lines = rows.map((row) => lineOf(row, templates())).filter((line) => line !== null);
    if (lines.length > 0) {
      const message = packMessage(lines, through !== null);
      return { ...message, lines: lines.filter(({ seq }) => seq <= message.through).length };
    }
    if (last === undefined) through = null;
    else store.take(id, last.seq);
  }
}

/** Milliseconds until Discord may be asked again. A wall clock that was set back makes nobody wait for ever. */
function dueIn({ triedAt, blockedUntil }: Hook, now: number): number {
  const paced = triedAt === null ? 0 : Math.min(PACE_MS, triedAt + PACE_MS - now);
  const asked = blockedUntil === null ? 0 : Math.min(HOUR_MS, blockedUntil - now);
  return Math.max(0, paced, asked);
}

function blocked(now: number, pauseMs: number): number | null {
  return pauseMs > 0 ? now + pauseMs : null;
}

/** What a person reads, and what mends it. */
export function sentenceOf(posted: Posted): string {
  switch (posted.kind) {
    case 'sent':
      return 'Discord has taken the message.';
    case 'slow':
      return 'Discord asks to slow down.';
    case 'gone':
      return posted.status === 0
        ? 'The address of this webhook is no longer kept. Enter it again.'
        : `Discord no longer knows this webhook (${posted.status}): it was deleted or has another address. Make a new one in Discord and enter its address.`;
    case 'refused':
      return `Discord did not take the message (${posted.status}${posted.code === null ? '' : `, its code ${posted.code}`}). Look at the templates, then go on; or discard what waits.`;
    case 'failed':
      return posted.status === null
        ? 'Discord cannot be reached. Modkeep goes on trying; nothing is lost.'
        : `Discord has trouble of its own (${posted.status}). Modkeep goes on trying; nothing is lost.`;
  }
}
