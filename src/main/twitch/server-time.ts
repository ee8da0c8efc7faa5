// Twitch's clock as far as its HTTP `Date` headers let it be known. Runs on the clock that never jumps, so a wrong or
// changed wall clock does not matter. Knows nothing of HTTP beyond that one header.
import type { Clock } from '../lib/clock.ts';
import { parseHttpDate, SECOND_MS } from '../lib/time.ts';

export interface ServerTime {
  /** Epoch ms by Twitch's clock; this machine's own until the first answer. */
  now(): number;
  /** Takes the `Date` header of an answer; `sentAt` and `receivedAt` are `Clock.monotonic()` around it. */
  observe(header: string | null, sentAt: number, receivedAt: number): void;
  /** Twitch's clock minus this machine's, in ms; 0 until known. */
  offset(): number;
  isKnown(): boolean;
  /** The machine slept: the steady clock may have stood still. Goes by the wall clock until the next answer. */
  onResume(): void;
}

/** An answer slower than this says too little about the time. */
const SLOWEST_ROUND_MS = 10 * SECOND_MS;
/** How fast a good quartz may run away: 100 ppm. */
const DRIFT = 1e-4;
/** A step of the wall clock against the steady one that means sleep or a changed clock. */
const JUMP_MS = 2 * SECOND_MS;
/** So many answers in a row must contradict what is known before it is given up. */
const CONTRADICTIONS = 3;
/** Outside these years it is not Twitch speaking. */
const EARLIEST = 1_577_836_800_000;
const LATEST = 4_102_444_800_000;

interface Bounds {
  /** Server epoch ms minus monotonic ms lies between these. */
  readonly low: number;
  readonly high: number;
  readonly at: number;
  /** Wall minus monotonic when this was learned. */
  readonly wall: number;
}

/**
 * Each answer bounds Twitch's clock: the header, cut to whole seconds, was written between sending and receiving.
 * The bounds of many answers are intersected, which is sharper than any average and deaf to a slow one.
 */
export function createServerTime(clock: Clock): ServerTime {
  let known: Bounds | null = null;
  /** Set by onResume: Twitch minus wall, used until the next answer. */
  let bridge: number | null = null;
  let contradictions = 0;
  /** Many answers come within the same second; reading the header is the dear part. */
  let last: { readonly header: string; readonly stamp: number | null } = { header: '', stamp: null };

  const wallOffset = (): number => clock.now() - clock.monotonic();
  const middle = (bounds: Bounds): number => (bounds.low + bounds.high) / 2;

  function now(): number {
    if (bridge !== null) return clock.now() + bridge;
    return Math.round(known === null ? clock.now() : clock.monotonic() + middle(known));
  }

  function observe(header: string | null, sentAt: number, receivedAt: number): void {
    if (header === null) return;
    if (header !== last.header) last = { header, stamp: parseHttpDate(header) };
    const { stamp } = last;
    if (stamp === null || stamp < EARLIEST || stamp > LATEST) return;
    if (receivedAt < sentAt || receivedAt - sentAt > SLOWEST_ROUND_MS) return;
    const wall = wallOffset();
    const fresh: Bounds = { low: stamp - receivedAt, high: stamp + SECOND_MS - sentAt, at: receivedAt, wall };
    const isStale = known === null || bridge !== null || Math.abs(wall - known.wall) > JUMP_MS;
    const next = isStale || known === null ? fresh : narrow(known, fresh);
    if (next === null && (contradictions += 1) < CONTRADICTIONS) return;
    known = next ?? fresh;
    bridge = null;
    contradictions = 0;
  }

  return {
    now,
    observe,
    offset: () => (known === null && bridge === null ? 0 : now() - clock.now()),
    isKnown: () => known !== null,
    onResume() {
      if (known === null || bridge !== null) return;
      bridge = Math.round(middle(known) - known.wall);
    },
  };
}

/** What both allow, after widening the older by drift; null when they contradict each other. */
function narrow(known: Bounds, fresh: Bounds): Bounds | null {
  const slack = Math.max(0, fresh.at - known.at) * DRIFT;
  const low = Math.max(known.low - slack, fresh.low);
  const high = Math.min(known.high + slack, fresh.high);
  return low <= high ? { ...fresh, low, high } : null;
}
