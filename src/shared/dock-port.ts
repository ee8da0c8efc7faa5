// The loopback server of the desktop shell in the settings: off, and where it is until somebody chooses another port.
// No zod here.

export interface DockSettings {
  /** Desktop shell: the loopback server for OBS docks and programs runs. */
  readonly dockEnabled: boolean;
  /** Desktop shell: its port on 127.0.0.1; 0 = any free one, a new one at every start. */
  readonly dockPort: number;
}

/**
 * Fixed, so that an address in OBS is still right after a restart: below the ports that systems hand out by themselves,
 * and not known to be anybody's.
 */
export const DEFAULT_DOCK_PORT = 24_777;

/** Browsers, and so OBS, open no page on these. https://fetch.spec.whatwg.org/#port-blocking, from 1024 on */
const BLOCKED: readonly number[] = [
  1_719, 1_720, 1_723, 2_049, 3_659, 4_045, 4_190, 5_060, 5_061, 6_000, 6_566, 6_665, 6_666, 6_667, 6_668, 6_669, 6_679,
  6_697, 10_080,
];

/** Why `port` will not do, as a sentence; null when it will. 0 means any free one, a new one at every start. */
export function dockPortFault(port: number): string | null {
  if (port === 0) return null;
  if (!Number.isInteger(port) || port < 1_024 || port > 65_535) return 'A port is a number from 1024 to 65535.';
  return BLOCKED.includes(port) ? `Browsers open no page on port ${port}. Choose another.` : null;
}
