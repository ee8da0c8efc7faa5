// The audit log: what was done through Modkeep and what it observed.
import { z } from 'zod';
import type { AuditView } from '../model.ts';
import { isoTime, offset, output, rowId, search, twitchId } from './fields.ts';

export const auditActions = [
  'ban_user',
  'unban_user',
  'timeout_user',
  'untimeout_user',
  'add_moderator',
  'remove_moderator',
  'update_permissions',
  'sync_bans',
  'warn_user',
  'approve',
  'reject',
  'escalate',
  'kill_switch',
  'change_settings',
  'sign_in',
  'sign_out',
  'anchor_log',
  'purge_log',
  'restore_backup',
  'import_history',
] as const;

export const auditCommands = {
  'audit.list': {
    input: z.strictObject({
      moderatorId: twitchId.optional(),
      action: z.enum(auditActions).optional(),
      targetId: z.string().max(64).optional(),
      channelId: twitchId.optional(),
      from: isoTime.optional(),
      to: isoTime.optional(),
      search: search.optional(),
      /** One row per act, with what became known later; false gives every row as it was written. */
      folded: z.boolean().default(true),
      limit: z.int().min(1).max(1000).default(100),
      offset: offset.optional(),
    }),
    output: output<{
      success: true;
      data: readonly AuditView[];
      meta: { total: number; limit: number; offset: number };
    }>(),
  },
  'audit.get': { input: z.strictObject({ id: rowId }), output: output<{ entry: AuditView }>() },
};
