// What accounts and dock keys may do on this installation, changed with a trace. What the rights mean is in
// settings/rights.ts.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { knownRights, type Right } from '../../shared/permissions.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { toIso } from '../lib/time.ts';
import type { Rights } from '../settings/rights.ts';
import type { Brakes } from '../actions/brakes.ts';

export interface Permissions {
  /** Throws NOT_FOUND for a channel or subject nobody knows, RATE_LIMIT_EXCEEDED. */
  set(input: Parsed<'moderators.setPermissions'>, by: string): Output<'moderators.setPermissions'>;
}

export interface PermissionsDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly bus: Bus;
  readonly rights: Rights;
  readonly brakes: Brakes;
  readonly now: () => number;
  /** Throws NOT_FOUND. */
  readonly assertChannel: (channelId: string) => void;
  /** The name of a moderator, a signed-in account or a key; null when there is none such. */
  readonly nameOf: (kind: 'account' | 'key', id: string, channelId: string) => string | null;
  /** What binds somebody there now; an empty channel means all that have no row of their own. */
  readonly present: (kind: 'account' | 'key', id: string, channelId: string) => readonly Right[];
}

export function createPermissions(deps: PermissionsDeps): Permissions {
  const { db, audit, bus, rights, brakes, now } = deps;
  return {
    set(input, by) {
      const { channelId = '', permissions } = input;
      const [kind, id] = 'userId' in input ? (['account', input.userId] as const) : (['key', input.keyId] as const);
      if (channelId !== '') deps.assertChannel(channelId);
      if (kind === 'account' && id === channelId)
        throw fail('INVALID_REQUEST', 'The channel owner’s rights cannot be narrowed.', {
          field: 'userId',
          reason: 'owner',
        });
      const name = deps.nameOf(kind, id, channelId);
      if (name === null)
        throw fail('NOT_FOUND', kind === 'key' ? 'There is no such key.' : 'Moderator not found', {
          what: kind === 'key' ? 'key' : 'moderator',
          id,
        });
      const { rights: known, unknown } = knownRights(permissions ?? []);
      const before = deps.present(kind, id, channelId);
      const after = db.immediate(() => {
        brakes.take('moderators', channelId);
        if (permissions === null) rights.clear(kind, id, channelId);
        else rights.set({ subjectKind: kind, subjectId: id, channelId, rights: known, changedAt: now() });
        const present = deps.present(kind, id, channelId);
        audit.append({
          at: now(),
          moderatorId: null,
          moderatorLogin: by,
          action: 'update_permissions',
          contentType: 'user',
          contentId: id,
          contentName: name,
          channelId: channelId || null,
          reason: '',
          metadata: { subject: kind, permissions: present, before, ignored: unknown, isReset: permissions === null },
        });
        return present;
      });
      bus.emit({ type: 'settings.changed' });
      bus.emit({ type: 'audit.changed' });
      const ignored = unknown.length === 0 ? '' : `; no rights: ${unknown.join(', ')}`;
      return {
        success: true,
        moderator: {
          userId: kind === 'account' ? id : null,
          keyId: kind === 'key' ? id : null,
          channelId: channelId || null,
          permissions: after,
          updatedAt: toIso(now()),
        },
        ignored: unknown,
        message: `Permissions updated successfully${ignored}`,
      };
    },
  };
}
