// What a bulk job is about to be, while a person still chooses: whom, from where, and what is to be done.
// Pure; turns the choice into the core's question, or says what is missing.
import type { Input } from '../../shared/contract.ts';
import type { BulkActKind } from '../../shared/contract/bulk.ts';
import type { EntryKind, RestrictionKind } from '../../shared/model.ts';
import { NO_FILTER, questionOf, type BanFilter } from './ban-filter.ts';
import { parseDuration } from './format.ts';

/** Where the people come from. `filter` is the list of bans as it is narrowed now. */
export type BulkOrigin = 'paste' | 'file' | 'filter' | 'history' | 'selection';

export interface HistoryWish {
  /** Empty = any kind. */
  readonly kinds: readonly EntryKind[];
  readonly search: string;
  /** Moderator and days; its reason is not asked for, because `search` finds it. */
  readonly filter: BanFilter;
}

export interface BulkDraft {
  readonly origin: BulkOrigin;
  readonly text: string;
  readonly file: File | null;
  /** Ticked people by id, with their login. */
  readonly people: ReadonlyMap<string, string>;
  readonly history: HistoryWish;
  readonly kind: BulkActKind;
  /** How long a timeout lasts, as typed: `10m`. */
  readonly length: string;
  readonly reason: string;
}

/** A file or a pasted text on its way to the core, in bytes. */
export interface Upload {
  readonly bulkId: string;
  readonly sent: number;
  readonly size: number;
}

type Prepare = Input<'bulk.prepare'>;
/** The list of bans as it stands on the Bans screen. */
export interface ListWish {
  readonly kinds: readonly RestrictionKind[];
  readonly search: string;
  readonly filter: BanFilter;
}

export const EMPTY_DRAFT: BulkDraft = {
  origin: 'paste',
  text: '',
  file: null,
  people: new Map(),
  history: { kinds: [], search: '', filter: NO_FILTER },
  kind: 'ban',
  length: '10m',
  reason: '',
};

const LONGEST_REASON = 500;
/** More ids than this would not fit into one frame of the loopback server; they go the way of a text. */
const MOST_IDS = 2000;

/** The draft when another channel is opened: people and moderators of the old one mean nothing there. */
export function elsewhere(draft: BulkDraft): BulkDraft {
  const { origin, history } = draft;
  return {
    ...draft,
    people: new Map(),
    origin: origin === 'selection' ? 'paste' : origin,
    history: { ...history, filter: { ...history.filter, moderator: null } },
  };
}

/** What is still missing, in a sentence; null when it may begin. */
export function lackOf(draft: BulkDraft, isReasonNeeded: boolean): string | null {
  const { origin, text, file, people, kind, length, reason } = draft;
  if (origin === 'paste' && text.trim() === '') return 'Paste at least one name or id.';
  if (origin === 'file' && file === null) return 'Choose a file.';
  if (origin === 'file' && file?.size === 0) return 'This file is empty.';
  if (origin === 'selection' && people.size === 0) return 'Tick people on the Bans screen first.';
  if (kind === 'timeout' && parseDuration(length) === null) return 'Write the length like 30s, 10m, 1h 30m or 2w.';
  if (reason.length > LONGEST_REASON) return `The reason is longer than ${LONGEST_REASON} characters.`;
  const isListed = origin === 'paste' || origin === 'file';
  const isHit = kind === 'ban' || kind === 'timeout';
  if (isReasonNeeded && isHit && !isListed && reason.trim() === '') return 'The settings ask for a reason.';
  return null;
}

/** Part of the core's question about the history; days are local. */
export function historyQuestion({ kinds, search, filter }: HistoryWish) {
  const { moderatorId, from, to } = questionOf(filter);
  return {
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(moderatorId === undefined ? {} : { moderatorId }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The same about the list of bans. */
export function listQuestion({ kinds, search, filter }: ListWish) {
  return {
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...questionOf(filter),
  };
}

/** The core's question, and the text that has to follow it in pieces (null when everything is said). */
export function prepareOf(
  draft: BulkDraft,
  list: ListWish,
  channelId: string,
): { readonly input: Prepare; readonly body: Blob | null } {
  const input = (source: Prepare['source']): Prepare => ({ channelId, source, act: actOf(draft) });
  const upload = (name: string, body: Blob) => ({ input: input({ kind: 'upload', name }), body });
  switch (draft.origin) {
    case 'paste':
      return upload('paste', new Blob([draft.text]));
    case 'file':
      return upload((draft.file?.name ?? 'file').slice(-120) || 'file', draft.file ?? new Blob());
    case 'filter':
      return { input: input({ kind: 'filter', filter: listQuestion(list) }), body: null };
    case 'history':
      return { input: input({ kind: 'history', filter: historyQuestion(draft.history) }), body: null };
    case 'selection': {
      const userIds = [...draft.people.keys()];
      if (userIds.length > MOST_IDS) return upload('selection', new Blob([userIds.join('\n')]));
      return { input: input({ kind: 'selection', userIds }), body: null };
    }
  }
}

function actOf({ kind, length, reason }: BulkDraft): Prepare['act'] {
  const durationSeconds = kind === 'timeout' ? parseDuration(length) : null;
  return {
    kind,
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(reason.trim() === '' || kind === 'unban' || kind === 'untimeout' ? {} : { reason: reason.trim() }),
  };
}
