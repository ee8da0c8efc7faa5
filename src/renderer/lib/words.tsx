// The words and icons of every state. State is never colour alone: each has both.
import {
  Ban,
  Check,
  CircleQuestionMark,
  Clock,
  Gavel,
  Hourglass,
  MessageSquareX,
  ShieldMinus,
  ShieldPlus,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import type { AuditAction, ChannelView, EntryKind, GapReason } from '../../shared/model.ts';

export interface KindWords {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: string;
}

export const KINDS: Readonly<Record<EntryKind, KindWords>> = {
  ban: { word: 'Banned', icon: Ban, tone: 'text-danger' },
  timeout: { word: 'Timed out', icon: Clock, tone: 'text-warn' },
  unknown: { word: 'Unknown', icon: CircleQuestionMark, tone: 'text-info' },
  expired: { word: 'Expired', icon: Hourglass, tone: 'text-mute' },
  lifted: { word: 'Lifted', icon: Undo2, tone: 'text-ok' },
  unbanned: { word: 'Unbanned', icon: Check, tone: 'text-ok' },
  warned: { word: 'Warned', icon: TriangleAlert, tone: 'text-warn' },
  message_deleted: { word: 'Deleted', icon: MessageSquareX, tone: 'text-mute' },
  moderator_added: { word: 'Mod added', icon: ShieldPlus, tone: 'text-info' },
  moderator_removed: { word: 'Mod removed', icon: ShieldMinus, tone: 'text-info' },
  unban_request_approved: { word: 'Approved', icon: Gavel, tone: 'text-ok' },
  unban_request_denied: { word: 'Denied', icon: Gavel, tone: 'text-danger' },
};

export const GAP_WORDS: Readonly<Record<GapReason, string>> = {
  app_closed: 'Modkeep was closed',
  sleep: 'the computer slept',
  connection: 'the connection was lost',
  write_failed: 'the database could not be written',
  signed_out: 'signed out',
};

export const ROLE_WORDS: Readonly<Record<ChannelView['mode'], string>> = {
  broadcaster: 'owner',
  moderator: 'mod',
  viewer: 'viewer',
};

/** The icon and hue of an audit row, where it stands for something done to a person. */
export const AUDIT_KINDS: Readonly<Partial<Record<AuditAction, EntryKind>>> = {
  ban_user: 'ban',
  timeout_user: 'timeout',
  unban_user: 'unbanned',
  untimeout_user: 'lifted',
  warn_user: 'warned',
  add_moderator: 'moderator_added',
  remove_moderator: 'moderator_removed',
};

export const AUDIT_WORDS: Readonly<Record<AuditAction, string>> = {
  ban_user: 'Banned',
  unban_user: 'Unbanned',
  timeout_user: 'Timed out',
  untimeout_user: 'Ended timeout',
  add_moderator: 'Added moderator',
  remove_moderator: 'Removed moderator',
  update_permissions: 'Changed rights',
  sync_bans: 'Synced bans',
  warn_user: 'Warned',
  approve: 'Approved',
  reject: 'Rejected',
  escalate: 'Escalated',
  kill_switch: 'Kill switch',
  change_settings: 'Changed settings',
  sign_in: 'Signed in',
  sign_out: 'Signed out',
  anchor_log: 'Anchored the log',
  purge_log: 'Removed old rows',
  restore_backup: 'Restored a backup',
  import_history: 'Imported history',
};
