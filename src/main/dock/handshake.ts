// Who is at the other end of a socket: a challenge goes out, the first frame must answer it with a key or spend a
// code. The key itself never crosses the socket. Counts failures and locks everybody new out after too many.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { keyText, type DockKey } from './keys.ts';
import { CLOSE, LIMITS, parseObject } from './protocol.ts';

export type Admission =
  /** `newKey` is set when a code was spent: the page keeps it, so that a reload works. */
  | { readonly ok: true; readonly key: DockKey; readonly newKey: string | null }
  | { readonly ok: false; readonly close: typeof CLOSE.badKey | typeof CLOSE.lockedOut; readonly reason: string };

/** The keys that open. `redeem` is left out where no codes are handed out. */
export interface OpeningKeys {
  find(keyId: string): DockKey | undefined;
  readonly redeem?: (code: string) => DockKey | undefined;
}

export interface Handshake {
  /** 32 fresh random bytes. */
  challenge(): Buffer;
  isLockedOut(): boolean;
  /** Judges the first frame; `text` is null when it was binary. */
  admit(text: string | null, challenge: Buffer): Admission;
}

/** Failures count for all clients together: on one machine an address tells nobody apart. */
export function createHandshake({ keys, clock }: { keys: OpeningKeys; clock: Clock }): Handshake {
  const lock = createLock(clock);
  return {
    challenge: () => randomBytes(32),
    isLockedOut: lock.isShut,
    admit(text, challenge) {
      // A right answer is refused as well while locked out; otherwise guessing could go on unseen.
      if (lock.isShut()) return { ok: false, close: CLOSE.lockedOut, reason: 'too many failures' };
      const admission = judge(keys, text, challenge);
      if (admission.ok) return admission;
      lock.count();
      return admission;
    },
  };
}

/** The answer to a challenge: HMAC-SHA-256 of its bytes under the key's bytes, as 43 characters of base64url. */
export function answerTo(challenge: Buffer, key: Buffer): string {
  return createHmac('sha256', key).update(challenge).digest('base64url');
}

function judge(keys: OpeningKeys, text: string | null, challenge: Buffer): Admission {
  const frame = text === null ? undefined : parseObject(text);
  const fields = frame ? Object.keys(frame).toSorted().join() : '';
  if (frame && fields === 'code' && typeof frame['code'] === 'string') {
    const key = keys.redeem?.(frame['code']);
    return key ? { ok: true, key, newKey: keyText(key) } : refused('bad code');
  }
  if (frame && fields === 'answer,keyId' && typeof frame['keyId'] === 'string' && typeof frame['answer'] === 'string')
    return judgeAnswer(keys, frame['keyId'], frame['answer'], challenge);
  return refused('bad first frame');
}

function judgeAnswer(keys: OpeningKeys, keyId: string, answer: string, challenge: Buffer): Admission {
  const key = keys.find(keyId);
  // An unknown id costs as much time as a known one.
  const expected = Buffer.from(answerTo(challenge, key?.bytes ?? Buffer.alloc(32)));
  const given = Buffer.from(answer);
  const isRight = given.length === expected.length && timingSafeEqual(expected, given);
  return key && isRight ? { ok: true, key, newKey: null } : refused('bad key');
}

function refused(reason: string): Admission {
  return { ok: false, close: CLOSE.badKey, reason };
}

function createLock(clock: Clock): { isShut: () => boolean; count: () => void } {
  let failures: number[] = [];
  let shutUntil = Number.NEGATIVE_INFINITY;
  return {
    isShut: () => clock.monotonic() < shutUntil,
    count() {
      const now = clock.monotonic();
      failures = [...failures.filter((at) => now - at < LIMITS.failureWindowMs), now];
      if (failures.length < LIMITS.failures) return;
      failures = [];
      shutUntil = now + LIMITS.lockOutMs;
    },
  };
}
