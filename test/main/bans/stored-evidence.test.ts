// What the evidence column leaves out is what the columns beside it say, and nothing else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Start } from '../../../src/main/bans/evidence.ts';
import { packEvidence, unpackEvidence, type Told } from '../../../src/main/bans/stored-evidence.ts';
import type { Act } from '../../../src/main/bans/story.ts';
import { act, CHANNEL, createLedgerWorld, MOD, person, row, START } from '../../helpers/ledger.ts';

const SEED = 20261120;
const VOICE: Start = {
  type: 'row',
  source: 'poll',
  key: 'poll:2026-11-20T12:00:00Z|2026-11-20T12:10:00Z',
  kind: 'timeout',
  at: START,
  isLocalTime: false,
  expiresAt: START + 600_000,
  rawExpiresAt: '2026-11-20T12:10:00Z',
  rawCreatedAt: '2026-11-20T12:00:00Z',
  reason: 'spam',
  by: MOD,
  seenAt: START + 1_000,
  notBefore: null,
};
const OF = '01a1fa31-900a-797c-9afd-42c5c9774b0e';

/** An act as it is made of one voice alone. */
function actOf(voice: Start): Act {
  const { kind, at, expiresAt, rawExpiresAt, rawCreatedAt, reason, by } = voice;
  const said = { kind, at, expiresAt, rawExpiresAt, rawCreatedAt, reason, by };
  return { ...said, notBefore: null, durationSeconds: null, found: false, evidence: [voice], ended: null };
}

/** What the history holds of an act. */
function stored(told: Act, of: string | null): Told {
  const { kind, at, expiresAt, rawExpiresAt, reason, by } = told;
  const moderator = {
    moderatorId: by?.id ?? null,
    moderatorLogin: by?.login ?? null,
    moderatorName: by?.displayName ?? null,
  };
  return { kind, at, expiresAt, rawExpiresAt, reason, ...moderator, evidence: packEvidence(told, of) };
}

const text = (told: Act, of: string | null): string => JSON.stringify(unpackEvidence(stored(told, of)));

test('of what only a row of the list told, the columns tell the most', () => {
  expect(packEvidence(actOf(VOICE), null)).toBe(`{"row":["2026-11-20T12:00:00Z",${START + 1_000},null]}`);
  expect(text(actOf(VOICE), null)).toBe(JSON.stringify({ of: null, voices: [VOICE] }));
});

test(`whatever was told comes back word for word (seed ${SEED})`, () => {
  const other = fc.constantFrom<Partial<Start>>(
    { type: 'act' },
    { source: 'import' },
    { source: 'import', key: VOICE.key.replace('poll', 'import') },
    { key: 'poll:another' },
    { kind: 'unknown' },
    { isLocalTime: true },
    { at: START - 7 },
    { expiresAt: null },
    { rawExpiresAt: null },
    { rawExpiresAt: '' },
    { rawCreatedAt: '' },
    { rawCreatedAt: null },
    { reason: '' },
    { reason: 'a "reason"\n藤' },
    { by: null },
    { by: { id: '78', login: 'other', displayName: '' } },
    { seenAt: null },
    { notBefore: START - 60_000 },
    { seenUntil: START + 90_000 },
  );
  const changes = fc.array(other, { maxLength: 4 }).map((all): Partial<Start> => Object.assign({}, ...all));
  fc.assert(
    fc.property(changes, changes, fc.boolean(), fc.constantFrom(null, OF), (said, shown, isAlone, of) => {
      const voice = { ...VOICE, ...said };
      // What other voices or a later look made of the act is in its columns, and not in this voice.
      const told = { ...actOf({ ...voice, ...shown }), evidence: isAlone ? [voice] : [voice, VOICE] };
      expect(text(told, of)).toBe(JSON.stringify({ of, voices: told.evidence }));
    }),
    { seed: SEED, numRuns: 5_000 },
  );
});

test('a history in the long form is read as before, and what is told again is not written again', () => {
  const { db, ledger, history, close } = createLedgerWorld();
  const user = person(1);
  ledger.apply(CHANNEL, [row(user, 10)]);
  const columns = db.sqlite.prepare<[], Told>(
    `SELECT kind, at, expires_at AS expiresAt, raw_expires_at AS rawExpiresAt, reason, moderator_id AS moderatorId,
       moderator_login AS moderatorLogin, moderator_name AS moderatorName, evidence FROM entry`,
  );
  const writes = db.sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  const long = JSON.stringify(unpackEvidence(columns.get()!));
  for (const evidence of [columns.get()!.evidence, long]) {
    db.sqlite.prepare('UPDATE entry SET evidence = ?').run(evidence);
    const before = writes.get();
    ledger.apply(CHANNEL, [row(user, 10)]);
    expect(writes.get()).toBe(before);
  }
  ledger.apply(CHANNEL, [act('eventsub', 'ban', user, 10.3)]);
  expect(history()).toEqual(['user1 ban @10.3 by mod_user [poll eventsub]']);
  close();
});
