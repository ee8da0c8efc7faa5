// What the tray remembers from one run to the next: what the person paused there, and that closing to it was explained.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Log } from '../lib/log.ts';

export interface TrayMemory {
  /** Channels that were being watched when the watching was paused. */
  readonly paused: readonly string[];
  readonly isExplained: boolean;
}

export interface TrayMemoryFile {
  now(): TrayMemory;
  /** In force at once; a failure to write it down is logged, because it is a comfort. */
  change(change: Partial<TrayMemory>): void;
}

const NOTHING: TrayMemory = { paused: [], isExplained: false };

/** A missing or damaged file means no memory, not an error. */
export function openTrayMemory(file: string, log: Log): TrayMemoryFile {
  let memory = read(file);
  return {
    now: () => memory,
    change(change) {
      memory = { ...memory, ...change };
      try {
        writeFileSync(`${file}.tmp`, JSON.stringify(memory));
        renameSync(`${file}.tmp`, file);
      } catch (error) {
        log.warn('what the tray remembers could not be written', { error: String(error) });
      }
    },
  };
}

function read(file: string): TrayMemory {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null;
    const paused = Array.isArray(found?.['paused']) ? found['paused'] : [];
    return {
      paused: paused.filter((id): id is string => typeof id === 'string' && /^[1-9]\d{0,19}$/.test(id)),
      isExplained: found?.['isExplained'] === true,
    };
  } catch {
    return NOTHING;
  }
}
