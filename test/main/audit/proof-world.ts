// A log in a file with its key in a vault, that can be left, tampered with by hand and taken up again.
import { join } from 'node:path';
import type { Verification } from '../../../src/shared/contract/audit.ts';
import { createAnchorKeys, type AnchorKeys } from '../../../src/main/audit/anchor-key.ts';
import { createAnchor, type Anchor, type AnchorReason } from '../../../src/main/audit/anchor.ts';
import { createAuditLog, type AuditRecord } from '../../../src/main/audit/append.ts';
import { createEnds, hashRow, ROW_COLUMNS, type AuditRow } from '../../../src/main/audit/chain.ts';
import { judge } from '../../../src/main/audit/judge.ts';
import { walkAudit } from '../../../src/main/audit/walk.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { openForLocking, type Sqlite } from '../../../src/main/db/connection.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createTempDir, openTestDatabase, silentLog } from '../../helpers/db.ts';

export interface ProofWorld {
  readonly path: string;
  vault: Vault;
  db: Database;
  keys: AnchorKeys;
  /** Since `open`. */
  anchor(): Anchor;
  /** Opens, has the key and settles, as a start does. */
  open(why?: AnchorReason): Promise<void>;
  /** Ends a run: the vault learns how far the log has come. */
  leave(): Promise<void>;
  /** Appends `count` rows in one commit. */
  add(count: number, more?: Partial<AuditRecord>): void;
  /** Appends one row without a commit around it. */
  addBare(): void;
  letGo(seq: number): void;
  verify(): Promise<Verification>;
  /** Why each new stretch was begun, in order, in the log's own words. */
  statements(): string[];
  /** Changes the file as somebody with a SQLite tool would: all triggers are dropped first. */
  byHand(change: (sqlite: Sqlite) => void): void;
  remove(): void;
}

export const record = (more: Partial<AuditRecord> = {}): AuditRecord => ({
  at: 1_000,
  moderatorId: '7',
  moderatorLogin: 'mod',
  action: 'ban_user',
  contentType: 'user',
  contentId: '5',
  contentName: 'somebody',
  channelId: '1',
  reason: 'Spam — 斎藤',
  metadata: { sources: ['app'], duration: 'permanent' },
  ...more,
});

export function createProofWorld(): ProofWorld {
  const temp = createTempDir();
  const path = join(temp.dir, 'modkeep.db');
  const now = (): number => 5_000;
  let parts: { anchor: ReturnType<typeof createAnchor>; audit: ReturnType<typeof createAuditLog> } | null = null;
  const world: ProofWorld = {
    path,
    vault: createMemoryVault(),
    db: null as never,
    keys: null as never,
    anchor: () => parts!.anchor,
    async open(why) {
      world.db = openTestDatabase({ path });
      world.keys = createAnchorKeys({ vault: world.vault, log: silentLog(), protect: () => undefined });
      await world.keys.load();
      const anchor = createAnchor({ db: world.db, keys: world.keys, now });
      const audit = createAuditLog({ db: world.db, now, anchor });
      parts = { anchor, audit };
      if (why === 'restored') await world.keys.remember({ anchor: 0, seq: 0 });
      world.db.immediate(() => audit.settle(why));
      await world.keys.remember(anchor.toRemember());
    },
    async leave() {
      await world.keys.remember(parts!.anchor.toRemember());
      world.db.close();
    },
    add(count, more) {
      world.db.immediate(() => {
        for (let index = 0; index < count; index += 1) parts!.audit.append(record({ at: 1_000 + index, ...more }));
      });
    },
    addBare: () => void parts!.audit.append(record()),
    letGo(seq) {
      const { db } = world;
      db.immediate(() => {
        const row = db.sqlite.prepare<[number], AuditRow>(`SELECT ${ROW_COLUMNS} FROM audit WHERE seq = ?`).get(seq)!;
        const count = db.sqlite.prepare<[number], number>('SELECT count(*) FROM audit WHERE seq <= ?').pluck().get(seq);
        parts!.audit.letGo(row, count!);
        db.sqlite.prepare('DELETE FROM audit WHERE seq <= ?').run(seq);
      });
    },
    async verify() {
      const head = createEnds(world.db).head();
      const segments = parts!.anchor.segments();
      const walked = await walkAudit(
        world.db.sqlite,
        { to: head.seq, marks: segments.map(({ seq }) => seq) },
        { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() },
      );
      const key = world.keys.current();
      return judge({ walked, segments, head, key, remembered: world.keys.memory().anchor });
    },
    statements: () =>
      world.db.sqlite
        .prepare<[], string>("SELECT json_extract(metadata, '$.reason') FROM audit WHERE action = 'anchor_log'")
        .pluck()
        .all(),
    byHand(change) {
      const sqlite = openForLocking(path);
      const names = sqlite.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
      for (const name of names) sqlite.exec(`DROP TRIGGER ${name}`);
      change(sqlite);
      sqlite.close();
    },
    remove() {
      world.db.close();
      temp.remove();
    },
  };
  return world;
}

/** Makes every row after `seq` follow again, as somebody who knows the format but not the key would. */
export function rehash(sqlite: Sqlite, seq: number): void {
  const rows = sqlite
    .prepare<[number], AuditRow>(`SELECT ${ROW_COLUMNS} FROM audit WHERE seq >= ? ORDER BY seq`)
    .all(seq - 1);
  const save = sqlite.prepare('UPDATE audit SET prev_hash = ?, hash = ? WHERE seq = ?');
  let before = rows[0]!.hash;
  for (const row of rows.slice(1)) {
    const hash = hashRow({ ...row, prevHash: before });
    save.run(before, hash, row.seq);
    before = hash;
  }
}

/** Adds a row that follows, as somebody who knows the format but not the key would. */
export function append(sqlite: Sqlite): void {
  const last = sqlite.prepare<[], AuditRow>(`SELECT ${ROW_COLUMNS} FROM audit ORDER BY seq DESC LIMIT 1`).get()!;
  const row = { ...last, ...record({ reason: 'forged' }), seq: last.seq + 1, id: 'forged', prevHash: last.hash };
  const whole = { ...row, metadata: '{}', amends: null };
  sqlite
    .prepare(
      `INSERT INTO audit VALUES (@seq, @id, @at, @moderatorId, @moderatorLogin, @action, @contentType, @contentId,
         @contentName, @channelId, @reason, @metadata, @amends, @prevHash, @hash)`,
    )
    .run({ ...whole, hash: hashRow(whole) });
}
