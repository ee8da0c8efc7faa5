// The loopback server on the page: its address, and whether this page came from it. Pure.
import type { DockView } from '../../shared/contract/dock.ts';
import type { State } from './store.ts';

/** `127.0.0.1:24777`; null while any free port would do. */
export function dockHost({ port }: Pick<DockView, 'port'>): string | null {
  return port === null ? null : `127.0.0.1:${port}`;
}

/** The page is in the desktop app's own window: an OBS dock of the same app is not, and is nobody's but its key's. */
export function isOwnWindow({ app, caller }: Pick<State, 'app' | 'caller'>): boolean {
  return app?.shell === 'desktop' && caller.kind === 'owner';
}
