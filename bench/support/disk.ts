// What this machine's disk takes to keep something for good: the part of every write that no program can save.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createTempDir } from '../../test/helpers/db.ts';
import { percentile, round } from './numbers.ts';

const TIMES = 40;
/** About what one page of a first read adds to SQLite's log. */
const KILOBYTES = 500;

/** Milliseconds from a write of `kilobytes` to its being on the disk. */
export function probeDisk(): { kilobytes: number; fsyncP50Ms: number; fsyncP95Ms: number } {
  const folder = createTempDir();
  const file = openSync(join(folder.dir, 'probe'), 'w');
  const bytes = Buffer.alloc(KILOBYTES * 1024, 'x');
  const took: number[] = [];
  try {
    for (let time = 0; time < TIMES; time += 1) {
      const began = performance.now();
      writeSync(file, bytes, 0, bytes.length, (time % 16) * bytes.length);
      fsyncSync(file);
      took.push(performance.now() - began);
    }
  } finally {
    closeSync(file);
    folder.remove();
  }
  return {
    kilobytes: KILOBYTES,
    fsyncP50Ms: round(percentile(took, 50), 2),
    fsyncP95Ms: round(percentile(took, 95), 2),
  };
}
