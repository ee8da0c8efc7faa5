// What another process has used, as Linux tells it.
import { existsSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second everywhere (USER_HZ). */
const TICK_MS = 10;

export function canWatchProcesses(): boolean {
  return existsSync('/proc/self/stat');
}

/** CPU time since its start, user and system, in ms. */
export function cpuMs(pid: number): number {
  return ticksOf(pid, 11);
}

/** CPU time of the children that have ended and were waited for, in ms. */
export function childrenCpuMs(pid: number): number {
  return ticksOf(pid, 13);
}

function ticksOf(pid: number, from: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks and brackets; the numbers follow the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[from]) + Number(fields[from + 1])) * TICK_MS;
}

/** Memory that it holds right now, in MB. */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? Number.NaN) / 1024;
}
