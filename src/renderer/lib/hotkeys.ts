// Which key means what: the table of keys, its rebinding, and a small machine for sequences like `G B`.
// Pure; the hook that listens to the window is elsewhere.

export const HOTKEY_GROUPS = ['Move', 'Act', 'Find', 'Go to'] as const;

export interface HotkeyAction {
  readonly id: string;
  readonly keys: readonly string[];
  readonly words: string;
  readonly group: (typeof HOTKEY_GROUPS)[number];
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
  { id: 'act.ladder', keys: ['l'], words: 'apply the suggested step', group: 'Act' },
  { id: 'act.end', keys: ['u'], words: 'unban or end the timeout', group: 'Act' },
  { id: 'act.undo', keys: ['z'], words: 'undo the last act', group: 'Act' },
  { id: 'act.name', keys: ['n'], words: 'act on a name you type', group: 'Act' },
  { id: 'search', keys: ['/'], words: 'search this screen', group: 'Find' },
  { id: 'palette', keys: ['Ctrl+k'], words: 'find anything: people, channels, commands', group: 'Find' },
  { id: 'sync.panel', keys: ['s'], words: 'how the list is read', group: 'Find' },
  { id: 'help', keys: ['?'], words: 'show these keys', group: 'Find' },
  { id: 'go.bans', keys: ['g b'], words: 'Bans', group: 'Go to' },
  { id: 'go.schedule', keys: ['g d'], words: 'Scheduled lifts', group: 'Go to' },
  { id: 'go.activity', keys: ['g a'], words: 'Activity', group: 'Go to' },
  { id: 'go.everywhere', keys: ['g e'], words: 'all channels', group: 'Go to' },
  { id: 'go.bulk', keys: ['g u'], words: 'Bulk', group: 'Go to' },
  { id: 'go.audit', keys: ['g l'], words: 'Audit', group: 'Go to' },
  { id: 'go.moderators', keys: ['g m'], words: 'Moderators', group: 'Go to' },
  { id: 'go.protected', keys: ['g p'], words: 'Protected people', group: 'Go to' },
  { id: 'go.stats', keys: ['g t'], words: 'Stats', group: 'Go to' },
  { id: 'go.health', keys: ['g h'], words: 'Health', group: 'Go to' },
  { id: 'go.log', keys: ['g o'], words: 'Log', group: 'Go to' },
  { id: 'go.settings', keys: ['g s', ','], words: 'Settings', group: 'Go to' },
  { id: 'go.help', keys: ['F1'], words: 'Help', group: 'Go to' },
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

/** Key name to action. A key that the user gave to an action is that action's, also where another has it by default. */
export function keymapOf(own: Readonly<Record<string, string>>): ReadonlyMap<string, HotkeyId> {
  const map = new Map<string, HotkeyId>();
  const put = (key: string, id: HotkeyId): void => void (map.has(key) || map.set(key, id));
  for (const { id } of HOTKEYS) if (own[id]) put(own[id], id);
  for (const { id, keys } of HOTKEYS) if (!own[id]) for (const key of keys) put(key, id);
  return map;
}

/** The keys that reach one action now; none when the user gave them all to others. */
export function keysOf(id: HotkeyId, own: Readonly<Record<string, string>>): readonly string[] {
  return [...keymapOf(own)].filter(([, reached]) => reached === id).map(([key]) => key);
}

export interface KeyConflict {
  /** `reserved` can't be used at all; `taken` takes the key from the other action. */
  readonly kind: 'reserved' | 'taken';
  readonly words: string;
  /** Who has the key, where it is `taken`. */
  readonly other?: HotkeyId;
}

const FIXED_KEYS = ['Tab', 'Ctrl+Tab', 'F5', 'Ctrl+r', 'Ctrl+w', 'Ctrl+c', 'Ctrl+v', 'Ctrl+x', 'Ctrl+a', 'Ctrl+z'];

/** What stands against giving `key` to action `id`; null = nothing. */
export function conflictOf(key: string, id: HotkeyId, own: Readonly<Record<string, string>>): KeyConflict | null {
  if (/^[1-9]$/.test(key)) return { kind: 'reserved', words: '1 to 9 pick a timeout.' };
  if (FIXED_KEYS.includes(key)) return { kind: 'reserved', words: `${labelOf(key)} belongs to the window.` };
  for (const [used, other] of keymapOf(own)) {
    if (other === id) continue;
    const name = `“${wordsOf(other)}”`;
    if (used === key) return { kind: 'taken', words: `${labelOf(key)} is ${name}, which would lose it.`, other };
    if (used.startsWith(`${key} `))
      return { kind: 'reserved', words: `${labelOf(used)} is ${name}; ${labelOf(key)} begins it.` };
    if (key.startsWith(`${used} `))
      return { kind: 'reserved', words: `${labelOf(used)} alone is ${name} and would act first.` };
  }
  return null;
}

/**
 * The keys after `id` has taken `key` and given its own to whoever had that; null where there is nothing to swap, or
 * the other could not have it.
 */
export function swapOf(
  key: string,
  id: HotkeyId,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | null {
  const other = conflictOf(key, id, own)?.other;
  const [given] = keysOf(id, own);
  if (other === undefined || given === undefined) return null;
  const swapped = { ...own, [id]: key, [other]: given };
  return conflictOf(key, id, swapped) === null && conflictOf(given, other, swapped) === null ? swapped : null;
}

/** What an action does, as lists of keys say it. */
export function wordsOf(id: HotkeyId): string {
  const action = HOTKEYS.find((one) => one.id === id);
  return action === undefined ? id : action.group === 'Go to' ? `go to ${action.words}` : action.words;
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

export interface KeyReader {
  press(press: KeyPress): void;
  stop(): void;
}

/** How long `G` waits for a second key before it is taken alone (ms). */
const SECOND_KEY = 1200;

/** Reads what somebody wants to bind: one key, or `g` and another. Modifiers alone are not keys. */
export function createKeyReader(onRead: (key: string) => void): KeyReader {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    stop: () => clearTimeout(timer),
    press: (press) => {
      if (['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Dead'].includes(press.key)) return;
      const key = nameOf(press);
      if (timer !== undefined) {
        clearTimeout(timer);
        timer = undefined;
        return onRead(`g ${key}`);
      }
      if (key !== 'g') return onRead(key);
      timer = setTimeout(() => {
        timer = undefined;
        onRead('g');
      }, SECOND_KEY);
    },
  };
}
