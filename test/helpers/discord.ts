// Webhooks on a real database, with a real ledger to write the history, against the simulated Discord.
import { createAuditLog } from '../../src/main/audit/append.ts';
import { createFileVault } from '../../src/main/accounts/vault-file.ts';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import type { Vault } from '../../src/main/accounts/vault.ts';
import { createLedger, type Ledger } from '../../src/main/bans/ledger.ts';
import type { Database } from '../../src/main/db/open.ts';
import { createBus, type Bus } from '../../src/main/lib/bus.ts';
import type { Clock } from '../../src/main/lib/clock.ts';
import { createDiscord, type Discord } from '../../src/main/notify/discord.ts';
import { createNames } from '../../src/main/people/names.ts';
import type { Templates } from '../../src/shared/discord-text.ts';
import type { DiscordMessage } from './discord-box.ts';
import { at, CHANNEL, person, START } from './ledger.ts';
import { openTestDatabase, recordingLog } from './db.ts';

export const TOKEN = 'canary-token_'.padEnd(68, 'x');
export const WEBHOOK = `https://discord.com/api/webhooks/123456789012345678/${TOKEN}`;

export interface DiscordWorld {
  readonly db: Database;
  readonly bus: Bus;
  readonly vault: Vault;
  readonly ledger: Ledger;
  readonly discord: Discord;
  readonly log: ReturnType<typeof recordingLog>;
  readonly clock: Clock;
  templates: Templates;
  /** Bans of the people numbered `from` to below `to`, in one commit. */
  raid(from: number, to: number): void;
  close(): void;
}

/** `folder`: the database and a vault as files in there; in memory when left out. Nothing is sent before `follow`. */
export function createDiscordWorld(clock: Clock, port: number, folder?: string): DiscordWorld {
  const log = recordingLog();
  const db = openTestDatabase({ clock, ...(folder === undefined ? {} : { path: `${folder}/modkeep.db` }) });
  db.sqlite.exec(
    `INSERT OR IGNORE INTO channel (id, login, display_name, is_watched, first_watched_at)
     VALUES ('${CHANNEL}', 'owner', 'Owner', 1, ${START - 3_600_000}), ('1001', 'other', 'Other', 1, 1)`,
  );
  const bus = createBus((error) => {
    throw error;
  });
  const audit = createAuditLog({ db, now: clock.now });
  const ledger = createLedger({ db, audit, names: createNames(db), bus, log, twitchNow: clock.now });
  const vault =
    folder === undefined ? createMemoryVault() : createFileVault({ path: `${folder}/vault.json`, clock, log });
  const addUser = db.sqlite.prepare('INSERT OR IGNORE INTO user VALUES (?, ?, ?, 1, 1, ?)');
  const addEntry = db.sqlite.prepare(
    `INSERT INTO entry (id, channel_id, user_id, kind, at, recorded_at, reason, sources, found, evidence)
     VALUES (?, ?, ?, 'ban', ?, ?, ?, 2, 0, '{"of":null,"voices":[]}')`,
  );
  const world: DiscordWorld = {
    db,
    bus,
    vault,
    ledger,
    log,
    clock,
    templates: {},
    discord: createDiscord({
      db,
      bus,
      clock,
      log,
      audit,
      vault,
      protect: () => undefined,
      templates: () => world.templates,
      port,
      isDemo: false,
    }),
    raid(from, to) {
      // As the ledger writes them, but in one commit: thousands of them are not what is looked at here.
      db.immediate(() => {
        for (let index = from; index < to; index += 1) {
          const { id, login, displayName } = person(index);
          addUser.run(id, login, displayName, login);
          addEntry.run(`entry-${index}`, CHANNEL, id, at(index / 100), at(index / 100), `raid ${index}`);
        }
      });
      bus.emit({ type: 'history.changed', channelId: CHANNEL });
    },
    close: () => db.close(),
  };
  return world;
}

/** Whether `messages` hold the people 0 to `count`, each once and in order, but for messages that say they may repeat. */
export function isComplete(messages: readonly DiscordMessage[], count: number): boolean {
  const told: number[] = [];
  for (const { content, descriptions } of messages) {
    const text = descriptions.length === 0 ? content : descriptions.join('\n');
    const numbers = [...text.matchAll(/\*\*User(\d+)\*\*/g)].map(([, number]) => Number(number));
    const isRepeat = content.includes('may be a repeat');
    told.push(...numbers.filter((number) => !isRepeat || number >= told.length));
  }
  return told.length === count && told.every((number, index) => number === index);
}
