// The audit log can be proven: every way of changing it by hand is found, and what is not proven is said to be so.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { append, createProofWorld, type ProofWorld } from './proof-world.ts';

let world: ProofWorld;
beforeEach(async () => {
  world = createProofWorld();
  await world.open();
});
afterEach(() => world.remove());

describe('a log that nobody touched', () => {
  it('is unbroken and anchored, empty or not, over restarts and without a word of its own', async () => {
    expect(await world.verify()).toMatchObject({ isUnbroken: true, rows: 0, anchoring: 'anchored' });
    for (const count of [1, 20, 3]) {
      world.add(count);
      await world.leave();
      await world.open();
    }
    expect(await world.verify()).toMatchObject({ isUnbroken: true, rows: 24, firstSeq: 1, lastSeq: 24, notes: [] });
    expect((await world.verify()).anchoring).toBe('anchored');
    expect(world.statements()).toEqual([]);
  });

  it('stays so when a reason holds half a character, which no file can keep', async () => {
    world.add(1, { reason: 'cut \ud83d', contentName: '\udc00', moderatorLogin: 'ok\uFFFD' });
    expect(await world.verify()).toMatchObject({ isUnbroken: true, rows: 1 });
  });

  it('stays so when a commit fails in the middle', async () => {
    world.add(2);
    expect(() =>
      world.db.immediate(() => {
        world.add(3);
        throw new Error('no');
      }),
    ).toThrow('no');
    world.add(1);
    expect(await world.verify()).toMatchObject({ isUnbroken: true, rows: 3, anchoring: 'anchored' });
  });

  it.each(['before', 'after', 'before and after', 'nowhere else'])(
    'stays so when an inner part of a commit is taken back, with rows %s of it',
    async (where) => {
      world.add(2);
      world.db.immediate(() => {
        if (where.includes('before')) world.add(1);
        expect(() =>
          world.db.immediate(() => {
            world.add(3);
            throw new Error('no');
          }),
        ).toThrow('no');
        if (where.includes('after')) world.add(1);
      });
      world.add(1);
      const rows = 3 + (where.includes('before') ? 1 : 0) + (where.includes('after') ? 1 : 0);
      expect(await world.verify()).toMatchObject({ isUnbroken: true, rows, anchoring: 'anchored' });
      expect(world.statements()).toEqual([]);
    },
  );

  it('takes no row outside of a commit that would anchor it', () => {
    world.db.sqlite.exec('BEGIN');
    expect(() => world.addBare()).toThrow('belongs into the transaction');
    world.db.sqlite.exec('ROLLBACK');
  });
});

describe('a key that cannot be had', () => {
  const locked: Vault = {
    kind: 'system',
    read: () => Promise.reject(new Error('locked')),
    write: () => Promise.reject(new Error('locked')),
    remove: () => Promise.resolve(),
    names: () => Promise.resolve([]),
  };

  it('leaves the rows unanchored, and the log says from where to where', async () => {
    world.add(3);
    await world.leave();
    const { vault } = world;
    world.vault = locked;
    await world.open();
    world.add(2);
    expect(await world.verify()).toMatchObject({ isUnbroken: true, anchoring: 'none', rows: 6 });
    await world.leave();
    world.vault = vault;
    await world.open();
    world.add(1);
    expect(world.statements()).toEqual(['no_key', 'again']);
    const verification = await world.verify();
    expect(verification).toMatchObject({ isUnbroken: true, anchoring: 'partly', rows: 8 });
    expect(verification.notes[0]).toBe('Rows 4 to 6 were written without a key.');
  });

  it('is told when it is another one: a memory vault after a restart', async () => {
    world.add(3);
    await world.leave();
    world.vault = createMemoryVault();
    await world.open();
    expect(world.statements()).toEqual(['key_changed']);
    const verification = await world.verify();
    expect(verification).toMatchObject({ isUnbroken: true, anchoring: 'partly', rows: 4 });
    expect(verification.notes).toEqual([
      'Rows 1 to 3 were anchored with a key that is gone.',
      'Since row 4 nothing of all this can be changed unnoticed.',
    ]);
  });

  it('does not hide a change: rows appended meanwhile are told', async () => {
    world.add(3);
    await world.leave();
    world.byHand(append);
    world.vault = createMemoryVault();
    await world.open();
    expect((await world.verify()).problem?.what).toContain('not written by Modkeep');
  });

  it('does not keep rows from before there was an anchor from being anchored, and says which', async () => {
    world.byHand((sqlite) => sqlite.exec('DELETE FROM audit_anchor'));
    world.db.close();
    world.vault = locked;
    await world.open();
    world.add(2);
    await world.leave();
    world.byHand((sqlite) => sqlite.exec('DELETE FROM audit_anchor'));
    world.vault = createMemoryVault();
    await world.open();
    expect(world.statements()).toEqual(['no_key', 'first']);
    expect(await world.verify()).toMatchObject({
      isUnbroken: true,
      anchoring: 'partly',
      notes: ['Rows up to 3 were written before the log was anchored.', expect.stringContaining('Since row 4')],
    });
  });
});

describe('a log of which retention has removed the beginning', () => {
  it('is unbroken and anchored, and goes on, even when nothing is left of it', async () => {
    world.add(20);
    world.letGo(12);
    expect(await world.verify()).toMatchObject({
      isUnbroken: true,
      anchoring: 'anchored',
      rows: 8,
      firstSeq: 13,
      removed: 12,
    });
    world.letGo(20);
    await world.leave();
    await world.open();
    world.add(2);
    expect(await world.verify()).toMatchObject({ isUnbroken: true, rows: 2, firstSeq: 21, removed: 20 });
    expect((await world.verify()).anchoring).toBe('anchored');
  });

  it('is broken when somebody removes more, or the checkpoint is changed', async () => {
    world.add(20);
    world.letGo(12);
    world.byHand((sqlite) => sqlite.exec('DELETE FROM audit WHERE seq = 13'));
    expect((await world.verify()).problem).toMatchObject({ seq: 13 });
    world.byHand((sqlite) => sqlite.exec("UPDATE audit_checkpoint SET hash = 'x'"));
    expect((await world.verify()).isUnbroken).toBe(false);
  });
});
