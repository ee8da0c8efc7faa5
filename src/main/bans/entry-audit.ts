// What of a person's history belongs into the audit log, and in which words. Pure.
import type { AuditAction, EntryKind, Person } from '../../shared/model.ts';
import type { AuditRecord } from '../audit/append.ts';
import { SOURCE_BITS, sourcesOf } from './evidence.ts';
import type { EntryRow } from './entry-rows.ts';
import type { Act } from './story.ts';

const ACTIONS: Readonly<Partial<Record<EntryKind, AuditAction>>> = {
  ban: 'ban_user',
  unknown: 'ban_user',
  timeout: 'timeout_user',
  unbanned: 'unban_user',
  lifted: 'untimeout_user',
  warned: 'warn_user',
  moderator_added: 'add_moderator',
  moderator_removed: 'remove_moderator',
  unban_request_approved: 'approve',
  unban_request_denied: 'reject',
};

export interface Audited {
  readonly channelId: string;
  readonly person: Person;
  readonly entryId: string;
  readonly act: Act;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
  readonly amends?: string | null;
}

/**
 * The audit record of an act, or null when it is none: found, imported, not done by a person, or not a named action.
 * An import has one row for all of it.
 */
export function auditRecord({ channelId, person, entryId, act, meta, amends }: Audited): AuditRecord | null {
  const action = ACTIONS[act.kind];
  if (action === undefined || act.found || isOnlyImported(act)) return null;
  return {
    at: act.at,
    moderatorId: act.by?.id ?? null,
    moderatorLogin: act.by?.login ?? null,
    action,
    contentType: 'user',
    contentId: person.id,
    contentName: person.login,
    channelId,
    reason: act.reason,
    metadata: {
      channelId,
      entryId,
      kind: act.kind,
      sources: namesOf(sourcesOf(act.evidence)),
      ...(act.durationSeconds === null ? {} : { duration: act.durationSeconds }),
      ...(act.kind === 'ban' ? { duration: 'permanent' } : {}),
      ...(act.notBefore === null ? {} : { notBefore: act.notBefore }),
      ...meta,
    },
    amends: amends ?? null,
  };
}

/** True for what happened just now, as far as anybody here saw it. */
export function isNews(act: Act): boolean {
  const told = act.evidence.length === 0 && act.ended !== null ? act.ended : act;
  return !act.found && !isOnlyImported(told);
}

function isOnlyImported({ evidence }: Act): boolean {
  return evidence.length > 0 && evidence.every(({ source }) => source === 'import');
}

/** True when what is now known differs from what the audit log was told, in anything a reader would care about. */
export function isLaterKnowledge(before: EntryRow, act: Act): boolean {
  // An act of ours that joins has its own row, whoever told of the entry before.
  const isNowOurs = act.evidence.some(
    (voice) => voice.source === 'app' && !before.evidence.includes(JSON.stringify(voice.key)),
  );
  return (
    isNowOurs ||
    before.kind !== act.kind ||
    before.moderatorId !== (act.by?.id ?? null) ||
    before.reason !== act.reason ||
    Math.abs((before.expiresAt ?? 0) - (act.expiresAt ?? 0)) > 2_000
  );
}

function namesOf(mask: number): string[] {
  return Object.entries(SOURCE_BITS).flatMap(([name, bit]) => ((mask & bit) === 0 ? [] : [name]));
}
