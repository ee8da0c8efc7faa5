// Every way of changing the audit log by hand is found, before anything else is written and for good.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../src/main/audit/chain.ts';
import { hashRow, ROW_COLUMNS } from '../../../src/main/audit/chain.ts';
import type { Sqlite } from '../../../src/main/db/connection.ts';
import { append, createProofWorld, rehash, type ProofWorld } from './proof-world.ts';

let world: ProofWorld;
beforeEach(async () => {
  world = createProofWorld();
  await world.open();
});
afterEach(() => world.remove());

/** What is done to a log of 20 rows, which row is to be named, and in which words. */
const FAULTS: readonly (readonly [string, (sqlite: Sqlite) => void, number, string])[] = [
  ['a row is edited', (sqlite) => sqlite.exec("UPDATE audit SET reason = 'x' WHERE seq = 7"), 7, 'changed'],
  ['a row is deleted', (sqlite) => sqlite.exec('DELETE FROM audit WHERE seq = 7'), 7, 'missing'],
  ['several are deleted', (sqlite) => sqlite.exec('DELETE FROM audit WHERE seq IN (7, 8, 9)'), 7, 'rows 7 to 9'],
  ['the beginning is deleted', (sqlite) => sqlite.exec('DELETE FROM audit WHERE seq < 4'), 1, 'rows 1 to 3'],
  ['the tail is cut', (sqlite) => sqlite.exec('DELETE FROM audit WHERE seq > 15'), 16, 'rows 16 to 20'],
  ['everything is deleted', (sqlite) => sqlite.exec('DELETE FROM audit'), 1, 'rows 1 to 20'],
  [
    'a row is edited with its hash made right',
    (sqlite) => {
      const row = sqlite.prepare<[], AuditRow>(`SELECT ${ROW_COLUMNS} FROM audit WHERE seq = 7`).get()!;
      sqlite.prepare('UPDATE audit SET reason = ?, hash = ? WHERE seq = 7').run('x', hashRow({ ...row, reason: 'x' }));
    },
    8,
    'does not follow',
  ],
  ['a row is appended', (sqlite) => append(sqlite), 21, 'not written by Modkeep'],
  [
    'the whole log is rewritten',
    (sqlite) => {
      sqlite.exec("UPDATE audit SET moderator_login = 'innocent'");
      rehashAll(sqlite);
    },
    20,
    'rewritten',
  ],
  [
    'a row in the middle is taken out and all after it are rewritten',
    (sqlite) => {
      sqlite.exec('DELETE FROM audit WHERE seq = 7; UPDATE audit SET seq = seq - 1 WHERE seq > 7');
      rehash(sqlite, 7);
    },
    20,
    'missing at the end',
  ],
  ['the anchor is taken away', (sqlite) => sqlite.exec('DELETE FROM audit_anchor'), 1, 'anchor'],
  [
    'the tail is cut and the anchor moved back',
    (sqlite) => {
      sqlite.exec(`DELETE FROM audit WHERE seq > 15;
        UPDATE audit_anchor SET seq = 15, count = 15, hash = (SELECT hash FROM audit WHERE seq = 15)`);
    },
    1,
    'the anchor of rows 1 to 15 was changed',
  ],
  [
    'the log is rewritten and said to have had no key',
    (sqlite) => {
      sqlite.exec("UPDATE audit SET moderator_login = 'innocent'");
      rehashAll(sqlite);
      sqlite.exec(`UPDATE audit_anchor SET key_id = NULL, mac = '', reason = 'no_key',
        hash = (SELECT hash FROM audit WHERE seq = 20)`);
    },
    1,
    'anchor',
  ],
  [
    'the beginning is removed with a checkpoint made by hand',
    (sqlite) =>
      sqlite.exec(`INSERT INTO audit_checkpoint SELECT seq, hash, 4, 1 FROM audit WHERE seq = 4;
        DELETE FROM audit WHERE seq <= 4`),
    5,
    'not removed by Modkeep',
  ],
];

/** From the first row on. */
function rehashAll(sqlite: Sqlite): void {
  const first = sqlite.prepare<[], AuditRow>(`SELECT ${ROW_COLUMNS} FROM audit WHERE seq = 1`).get()!;
  sqlite.prepare('UPDATE audit SET hash = ? WHERE seq = 1').run(hashRow(first));
  rehash(sqlite, 2);
}

describe('a log that was changed by hand', () => {
  beforeEach(async () => {
    world.add(20);
    await world.leave();
  });

  it.each(FAULTS)('is found broken before anything else is written: %s', async (_, fault, seq, what) => {
    await world.open();
    world.byHand(fault);
    const verification = await world.verify();
    expect(verification).toMatchObject({ isUnbroken: false, anchoring: 'none', problem: { seq } });
    expect(verification.problem?.what).toContain(what);
  });

  it.each(FAULTS)('stays broken for good once Modkeep has gone on with it: %s', async (_, fault) => {
    world.byHand(fault);
    await world.open();
    world.add(5);
    await world.leave();
    await world.open();
    world.add(5);
    expect((await world.verify()).isUnbroken).toBe(false);
  });

  it('is found when it is changed while Modkeep writes, and the log says so itself', async () => {
    await world.open();
    world.byHand((sqlite) => sqlite.exec('DELETE FROM audit WHERE seq > 18'));
    world.db.immediate(() => {
      expect(() =>
        world.db.immediate(() => {
          world.add(2);
          throw new Error('no');
        }),
      ).toThrow('no');
      world.add(3);
    });
    expect(world.statements()).toEqual(['mismatch']);
    expect((await world.verify()).isUnbroken).toBe(false);
  });

  it('is found when an older copy of the whole log takes its place', async () => {
    await world.open();
    const copy = `${world.path}.copy`;
    world.db.sqlite.prepare('VACUUM INTO ?').run(copy);
    world.add(4);
    await world.leave();
    const { copyFileSync } = await import('node:fs');
    copyFileSync(copy, world.path);
    await world.open();
    expect(world.statements()).toEqual(['older']);
    expect((await world.verify()).problem?.what).toContain('older log');
  });

  it('is believed after a backup took its place through Modkeep, which the log says', async () => {
    await world.open();
    const copy = `${world.path}.copy`;
    world.db.sqlite.prepare('VACUUM INTO ?').run(copy);
    world.add(4);
    await world.leave();
    const { copyFileSync } = await import('node:fs');
    copyFileSync(copy, world.path);
    await world.open('restored');
    world.add(1);
    expect(world.statements()).toEqual(['restored']);
    expect(await world.verify()).toMatchObject({ isUnbroken: true, anchoring: 'anchored', rows: 22 });
  });
});
