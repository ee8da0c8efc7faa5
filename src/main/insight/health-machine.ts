// The checks that concern this machine and Modkeep itself: clock, disk, database, audit log, acting, the loopback server.
import type { HealthCheck } from '../../shared/contract/health.ts';
import { DAY_MS, parseRfc3339, SECOND_MS } from '../lib/time.ts';
import { lengthOf, sizeOf } from '../lib/measures.ts';
import { check, type HealthFacts } from './health-facts.ts';

const LITTLE_SPACE = 500_000_000;
/** From here on the clock is worth a word; Modkeep itself goes by Twitch's. */
const CLOCK_OFF_MS = 30 * SECOND_MS;
/** One copy a day is made; this old, something keeps it from being made. */
const OLD_COPY_MS = 3 * DAY_MS;

export function clock({ clockOffset }: HealthFacts): HealthCheck {
  if (clockOffset === null) return check('clock', 'note', "Twitch's time is not known before its first answer.");
  const off = Math.abs(clockOffset);
  if (off < CLOCK_OFF_MS) {
    const by = off < SECOND_MS ? 'within a second' : `within ${lengthOf(off)}`;
    return check('clock', 'ok', `This machine's clock agrees with Twitch's, ${by}.`);
  }
  const side = clockOffset > 0 ? 'behind' : 'ahead of';
  return check(
    'clock',
    'bad',
    `This machine's clock is ${lengthOf(off)} ${side} Twitch's. Modkeep goes by Twitch's; set the clock in the system's settings.`,
    { kind: 'test' },
  );
}

export function disk({ freeBytes, canShow }: HealthFacts): HealthCheck {
  const fix = canShow ? ({ kind: 'show-data' } as const) : null;
  if (freeBytes === null) return check('disk', 'note', 'The system does not say how much space is left.', fix);
  return freeBytes < LITTLE_SPACE
    ? check('disk', 'bad', `Only ${sizeOf(freeBytes)} are left where Modkeep keeps its data. Free some space.`, fix)
    : check('disk', 'ok', `${sizeOf(freeBytes)} are free where Modkeep keeps its data.`, fix);
}

const REFUSALS: Readonly<Record<string, string>> = {
  DATABASE_FULL: 'the disk is full or refuses to write. Free some space',
  DATABASE_BUSY: 'another program holds the database. Close it',
  DATABASE_CORRUPT: 'the database is damaged. Restart Modkeep: it sets the damaged file aside and deletes nothing',
};

export function database(facts: HealthFacts): HealthCheck {
  const { database: looked, databaseBytes, lastBackupAt, now, databaseFailures: failures } = facts;
  const fix = { kind: 'back-up' } as const;
  if (looked !== null && looked.damaged.length > 0)
    return check(
      'database',
      'bad',
      'The database is damaged. Restart Modkeep: it sets the damaged file aside and deletes nothing.',
      fix,
    );
  if (facts.readOnlySince !== null) {
    const forHow = lengthOf(now - facts.readOnlySince);
    const text = `Nothing could be saved for ${forHow}, so Modkeep only reads: ${REFUSALS['DATABASE_FULL']}; it goes on by itself.`;
    return check('database', 'bad', text, fix);
  }
  if (failures > 0) {
    const why = REFUSALS[facts.databaseCode ?? ''] ?? 'the database refused';
    const often = failures === 1 ? 'once' : `${failures} times`;
    return check('database', 'bad', `Could not save ${often} in the last five minutes: ${why}.`, fix);
  }
  const size = `${sizeOf(databaseBytes)} in size`;
  const copy = lastBackupAt === null ? 'no copy yet' : `last copy ${lengthOf(now - lastBackupAt)} ago`;
  if (looked === null) return check('database', 'note', `Not looked through yet in this run; ${size}, ${copy}.`, fix);
  const isOld = lastBackupAt !== null && now - lastBackupAt > OLD_COPY_MS;
  const state = isOld ? 'bad' : lastBackupAt === null ? 'note' : 'ok';
  return check('database', state, `Found sound ${lengthOf(now - looked.at)} ago; ${size}, ${copy}.`, fix);
}

export function audit({ verification, now }: HealthFacts): HealthCheck {
  const fix = { kind: 'verify' } as const;
  if (verification === null) return check('audit', 'note', 'The audit log has not been verified yet.', fix);
  const { isUnbroken, problem, finishedAt, rows, anchoring } = verification;
  const ago = lengthOf(now - (parseRfc3339(finishedAt) ?? now));
  if (!isUnbroken)
    return check(
      'audit',
      'bad',
      `Verified ${ago} ago: row ${problem?.seq ?? '?'} is not right: ${problem?.what ?? 'not known'}`,
      fix,
    );
  const proof =
    anchoring === 'anchored'
      ? ''
      : anchoring === 'partly'
        ? ' Not all of it is anchored.'
        : ' It is not anchored by a key.';
  return check('audit', 'ok', `Unbroken: all ${rows} rows, verified ${ago} ago.${proof}`, fix);
}

export function acting({ acting: state }: HealthFacts): HealthCheck {
  const fix = { kind: 'acting' } as const;
  switch (state.reason) {
    case 'on':
      return check('acting', 'ok', 'Modkeep may act on Twitch when you say so.', fix);
    case 'kill_switch':
      return check('acting', 'bad', 'Everything is stopped: the kill switch is on, so Modkeep only reads.', fix);
    case 'environment_off':
      return check('acting', 'note', 'Acting is turned off by the environment that Modkeep was started in.', fix);
    case 'flag_off':
      return check('acting', 'note', 'Modkeep only reads: acting on Twitch is not turned on.', fix);
  }
}

/** A line only where somebody has turned it on: most people never need it. */
export function dock({ dock: { state, isSwitched, port, connected, error } }: HealthFacts): readonly HealthCheck[] {
  const fix = { kind: 'dock' } as const;
  if (!isSwitched || state === 'off') return [];
  if (state === 'failed') {
    const todo = error?.code === 'CONFLICT' ? ' Close that program, or choose another port.' : '';
    return [
      check('dock', 'bad', `OBS docks and programs cannot come in. ${error?.error ?? 'Nobody knows why.'}${todo}`, fix),
    ];
  }
  if (state === 'starting') return [check('dock', 'note', 'The server for OBS docks and programs is starting.', fix)];
  const who = connected === 1 ? '1 is connected' : `${connected} are connected`;
  return [check('dock', 'ok', `Open to OBS docks and programs of this machine on port ${port}; ${who}.`, fix)];
}
