// Which key means what: the table of keys, its rebinding, and a small machine for sequences like `G B`.
// Pure; the hook that listens to the window is elsewhere.

export interface HotkeyAction {
  readonly id: string;
  readonly keys: readonly string[];
  readonly words: string;
  readonly group: 'Move' | 'Act' | 'Find' | 'Go to';
}

/** Every action with its default keys. A key is `j`, `?`, `ArrowDown`, `Ctrl+k`, or a sequence `g b`. */
export const HOTKEYS = [
  { id: 'move.down', keys: ['ArrowDown', 'j'], words: 'next row', group: 'Move' },
  { id: 'move.up', keys: ['ArrowUp', 'k'], words: 'previous row', group: 'Move' },
  { id: 'person.open', keys: ['Enter'], words: 'open the person', group: 'Move' },
  { id: 'row.select', keys: ['Space'], words: 'select the row', group: 'Move' },
  { id: 'close', keys: ['Escape'], words: 'close what is open', group: 'Move' },
  { id: 'act.ban', keys: ['b'], words: 'ban', group: 'Act' },
  { id: 'act.timeout', keys: ['t'], words: 'time out, then 1 to 9', group: 'Act' },
  { id: 'act.end', keys: ['u'], words: 'unban or end the timeout', group: 'Act' },
  { id: 'act.undo', keys: ['z'], words: 'undo the last act', group: 'Act' },
  { id: 'act.name', keys: ['n'], words: 'act on a name you type', group: 'Act' },
  { id: 'search', keys: ['/', 'Ctrl+k'], words: 'search', group: 'Find' },
  { id: 'help', keys: ['?'], words: 'show these keys', group: 'Find' },
  { id: 'go.bans', keys: ['g b'], words: 'Bans', group: 'Go to' },
  { id: 'go.activity', keys: ['g a'], words: 'Activity', group: 'Go to' },
  { id: 'go.audit', keys: ['g l'], words: 'Audit', group: 'Go to' },
  { id: 'go.settings', keys: ['g s', ','], words: 'Settings', group: 'Go to' },
] as const satisfies readonly HotkeyAction[];

export type HotkeyId = (typeof HOTKEYS)[number]['id'];
/** The digit that was pressed after `T`, or with the composer in focus. */
export type HotkeyHit = { readonly id: HotkeyId } | { readonly preset: number };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The name of a key press as the table writes it; Command counts as Ctrl. */
export function nameOf(press: KeyPress): string {
  const base = press.key === ' ' ? 'Space' : press.key;
  const key = /^[A-Z]$/.test(base) ? base.toLowerCase() : base;
  const prefix = press.ctrlKey || press.metaKey ? 'Ctrl+' : '';
  return `${prefix}${press.altKey ? 'Alt+' : ''}${key}`;
}

/** Key name to action, with the user's own keys in the place of the defaults. */
export function keymapOf(own: Readonly<Record<string, string>>): ReadonlyMap<string, HotkeyId> {
  const map = new Map<string, HotkeyId>();
  for (const action of HOTKEYS) {
    const custom = own[action.id];
    for (const key of custom ? [custom] : action.keys) if (!map.has(key)) map.set(key, action.id);
  }
  return map;
}

/** The keys of one action for display, the user's own first. */
export function keysOf(id: HotkeyId, own: Readonly<Record<string, string>>): readonly string[] {
  const custom = own[id];
  return custom ? [custom] : (HOTKEYS.find((action) => action.id === id)?.keys ?? []);
}

const KEY_SIGNS: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Enter: '⏎',
  Escape: 'Esc',
};

/** A key as people know it: `B`, `↓`, `Ctrl K`, `G B`. */
export function labelOf(key: string): string {
  return key
    .split(' ')
    .map((part) =>
      part
        .split('+')
        .map((piece) => KEY_SIGNS[piece] ?? (piece.length === 1 ? piece.toUpperCase() : piece))
        .join(' '),
    )
    .join(' ');
}

export interface HotkeyMachine {
  /** What this press means, or null. `inComposer`: digits act without `T` before them. `at` in ms. */
  press(press: KeyPress, at: number, inComposer: boolean): HotkeyHit | null;
  /** Forgets a half-typed sequence. */
  reset(): void;
}

/** How long the second key of a sequence, or the digit after `T`, may take (ms). */
const PATIENCE = 3000;

/** Remembers a first key for a short while; nothing else. */
export function createHotkeyMachine(keymap: () => ReadonlyMap<string, HotkeyId>): HotkeyMachine {
  let first: { key: string; at: number } | null = null;
  return {
    reset: () => {
      first = null;
    },
    press: (press, at, inComposer) => {
      const key = nameOf(press);
      const map = keymap();
      const before = first !== null && at - first.at <= PATIENCE ? first.key : null;
      first = null;
      if (/^[1-9]$/.test(key) && (inComposer || (before !== null && map.get(before) === 'act.timeout'))) {
        return { preset: Number(key) };
      }
      const pair = before === null ? undefined : map.get(`${before} ${key}`);
      if (pair !== undefined) return { id: pair };
      const single = map.get(key);
      if (single === 'act.timeout' || startsSequence(map, key)) first = { key, at };
      return single === undefined ? null : { id: single };
    },
  };
}

function startsSequence(map: ReadonlyMap<string, HotkeyId>, key: string): boolean {
  for (const known of map.keys()) if (known.startsWith(`${key} `)) return true;
  return false;
}
