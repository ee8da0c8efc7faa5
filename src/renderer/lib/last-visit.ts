// When a screen was last left, on this machine: what happened since is what somebody who was away wants to see.
import { useEffect, useState } from 'react';

/** A shorter absence is none. */
const AWAY_MS = 5 * 60_000;

/** Epoch ms of the last time before this visit that `screen` was looked at; null when never, or just now. */
export function useLastVisit(screen: string, now: number): number | null {
  const [before] = useState(() => read(screen));
  useEffect(() => {
    const note = (): void => write(screen, Date.now());
    const leave = (): void => {
      if (document.visibilityState === 'hidden') note();
    };
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', note);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('pagehide', note);
      note();
    };
  }, [screen]);
  return before !== null && now - before > AWAY_MS ? before : null;
}

/** A page may be denied its storage: then it remembers nothing. */
function read(screen: string): number | null {
  try {
    const at = Number(localStorage.getItem(keyOf(screen)));
    return Number.isSafeInteger(at) && at > 0 ? at : null;
  } catch {
    return null;
  }
}

function write(screen: string, at: number): void {
  try {
    localStorage.setItem(keyOf(screen), String(at));
  } catch {
    // See above.
  }
}

function keyOf(screen: string): string {
  return `modkeep.visit.${screen}`;
}
