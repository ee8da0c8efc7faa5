// Builds the whole core from what a shell hands in, in reading order. Knows no shell, no Electron, no sockets to pages.
import type { AppEvent } from '../shared/contract.ts';
import type { Dispatch } from './dispatch.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Vault } from './accounts/vault.ts';

export interface CoreDeps {
  /** Folder that holds modkeep.db, its lock, backups and logs. Exists and is writable. */
  readonly dataDir: string;
  /** Folder with the SQL migrations. */
  readonly migrationsDir: string;
  readonly version: string;
  readonly shell: 'desktop' | 'browser';
  readonly isDemo: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  /** From `TWITCH_CLIENT_ID` or the build; a client id in the settings wins. Empty = none. */
  readonly clientId: string;
  /** Loopback port of a Twitch-shaped server to talk to instead of Twitch; null = Twitch. */
  readonly twitchPort: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens an allow-listed https page in the system browser; resolves to false where there is none. */
  readonly openExternal: (url: string) => Promise<boolean>;
}

export interface Core {
  readonly dispatch: Dispatch;
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** The machine went to sleep or woke up: everything heard in between is a gap. */
  onSleep(): void;
  onResume(): void;
  /** Stops every loop, lets running writes end, closes the database. Safe to call twice. */
  close(): Promise<void>;
}
