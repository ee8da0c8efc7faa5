// The permission matrix: one row per command, used by the guard, the interface and a test.
// A command without a row here does not compile. No zod here.
import type { Command } from './contract.ts';

/** Local rights of a person or key on this installation, named as in the moderation API. */
export const RIGHTS = ['manage_bans', 'manage_content', 'view_reports', 'manage_moderators', 'view_analytics'] as const;
export type Right = (typeof RIGHTS)[number];

/** Sorts names into rights, each once and in the table's order, and names that are none. */
export function knownRights(names: readonly string[]): { rights: readonly Right[]; unknown: readonly string[] } {
  return {
    rights: RIGHTS.filter((right) => names.includes(right)),
    unknown: [...new Set(names)].filter((name) => !RIGHTS.some((right) => right === name)),
  };
}

/** `read`: anyone who is let in at all. `owner`: only the person this installation belongs to. */
export type Requirement = 'read' | 'owner' | Right;

export const PERMISSIONS = {
  'app.get': 'read',
  'app.licences': 'read',
  'app.versions': 'read',
  'accounts.list': 'read',
  'accounts.signIn': 'owner',
  'accounts.scopes': 'read',
  'accounts.cancelSignIn': 'owner',
  'accounts.signOut': 'owner',
  'channels.list': 'read',
  'channels.find': 'read',
  'channels.add': 'owner',
  'channels.check': 'read',
  'channels.watch': 'owner',
  'sync.start': 'manage_bans',
  'sync.get': 'read',
  'sync.cancel': 'manage_bans',
  'sync.retry': 'manage_bans',
  'sync.history': 'read',
  'jobs.list': 'read',
  'bans.list': 'read',
  'bans.get': 'read',
  'bans.create': 'manage_bans',
  'bans.revoke': 'manage_bans',
  'bans.export': 'read',
  'bulk.prepare': 'manage_bans',
  'bulk.addRows': 'manage_bans',
  'bulk.check': 'manage_bans',
  'bulk.start': 'manage_bans',
  'bulk.pause': 'manage_bans',
  'bulk.resume': 'manage_bans',
  'bulk.cancel': 'manage_bans',
  'bulk.rollback': 'manage_bans',
  'bulk.get': 'read',
  'bulk.list': 'read',
  'bulk.result': 'read',
  'bulk.export': 'read',
  'bans.deduplicate': 'manage_bans',
  'bans.cleanupExpired': 'manage_bans',
  'history.list': 'read',
  'history.export': 'read',
  'people.get': 'read',
  'stats.get': 'view_analytics',
  'audit.list': 'view_reports',
  'audit.get': 'view_reports',
  'audit.export': 'view_reports',
  'audit.retention': 'read',
  'audit.previewPurge': 'owner',
  'audit.purge': 'owner',
  'audit.verify': 'view_reports',
  'audit.cancelVerify': 'view_reports',
  'audit.verification': 'view_reports',
  'limits.get': 'read',
  'settings.get': 'read',
  'settings.set': 'owner',
  'killSwitch.set': 'manage_bans',
  'protected.list': 'read',
  'protected.add': 'manage_moderators',
  'protected.remove': 'manage_moderators',
  'protected.import': 'manage_moderators',
  'moderators.list': 'read',
  'moderators.add': 'manage_moderators',
  'moderators.remove': 'manage_moderators',
  'moderators.setPermissions': 'owner',
  'rights.list': 'manage_moderators',
  'keys.list': 'owner',
  'keys.add': 'owner',
  'keys.remove': 'owner',
  'keys.metrics': 'owner',
  'keys.addMetrics': 'owner',
  'keys.removeMetrics': 'owner',
  'dock.get': 'owner',
  'dock.retry': 'owner',
  'schedule.list': 'read',
  'schedule.cancel': 'manage_bans',
  'reasons.list': 'read',
  'acts.undo': 'manage_bans',
  'acts.undoable': 'read',
  'acts.unconfirmed': 'read',
  'acts.latency': 'read',
  'acts.preview': 'manage_bans',
  'channels.live': 'read',
  'data.get': 'owner',
  'data.show': 'owner',
  'data.import': 'owner',
  'data.chooseFolder': 'owner',
  'data.stageMove': 'owner',
  'data.cancelMove': 'owner',
  'data.cancelImport': 'owner',
  'backups.list': 'owner',
  'backups.create': 'owner',
  'backups.restore': 'owner',
  'backups.cancelRestore': 'owner',
  'health.get': 'read',
  'health.test': 'read',
  'metrics.get': 'view_analytics',
  'log.list': 'owner',
  'report.get': 'owner',
  'alerts.list': 'read',
  'alerts.set': 'owner',
  'alerts.mute': 'owner',
  'alerts.acknowledge': 'manage_bans',
  'exports.cancel': 'read',
  'exports.ticket': 'read',
  'exports.reveal': 'owner',
  'links.open': 'owner',
  'notices.recent': 'read',
  'updates.get': 'owner',
  'updates.check': 'owner',
  'updates.download': 'owner',
  'updates.cancel': 'owner',
  'updates.install': 'owner',
  'updates.showPrevious': 'owner',
  'discord.list': 'owner',
  'discord.add': 'owner',
  'discord.change': 'owner',
  'discord.remove': 'owner',
  'discord.test': 'owner',
  'discord.discard': 'owner',
} as const satisfies Record<Command, Requirement>;

/** Who is calling. The person at the window and the browser shell's start-up key are the owner; keys get a subset. */
export type Caller =
  | { readonly kind: 'owner' }
  | { readonly kind: 'key'; readonly keyId: string; readonly name: string; readonly rights: readonly Right[] };

/** True when `caller` may run `command`. Pure: the interface asks the same question to hide buttons. */
export function isAllowed(caller: Caller, command: Command): boolean {
  const requirement = PERMISSIONS[command];
  if (caller.kind === 'owner' || requirement === 'read') return true;
  if (requirement === 'owner') return false;
  return caller.rights.includes(requirement);
}
