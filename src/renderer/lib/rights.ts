// What each right means in words, which commands it opens, and why somebody has it. Pure; the table is the shared one,
// and main asks it again before anything is done.
import type { Command } from '../../shared/contract.ts';
import type { SubjectView } from '../../shared/contract/rights.ts';
import type { ChannelView } from '../../shared/model.ts';
import { isAllowed, PERMISSIONS, RIGHTS, type Caller, type Requirement, type Right } from '../../shared/permissions.ts';

export interface RightWords {
  readonly title: string;
  readonly text: string;
}

export const RIGHT_WORDS: Readonly<Record<Right, RightWords>> = {
  manage_bans: { title: 'Bans', text: 'Ban, time out and end both, one by one or in bulk; sync; stop everything.' },
  manage_content: { title: 'Messages', text: 'Delete messages and warn.' },
  view_reports: { title: 'Audit log', text: 'Read who did what, to whom and why.' },
  manage_moderators: { title: 'Moderators', text: 'Add and remove moderators; keep the protected list.' },
  view_analytics: { title: 'Statistics', text: 'See the pictures of who was banned when, why and by whom.' },
};

/** Why `caller` may not run `command`, in a sentence; null when they may. */
export function whyNot(caller: Caller, command: Command): string | null {
  if (isAllowed(caller, command)) return null;
  const requirement: Requirement = PERMISSIONS[command];
  if (requirement === 'owner' || requirement === 'read') return 'Only the owner of this installation may do this.';
  return `Your key lacks the right “${RIGHT_WORDS[requirement].title}”. The owner of this installation can give it.`;
}

/** The commands that a requirement opens, in the table's order. */
export function commandsOf(requirement: Requirement): readonly Command[] {
  return (Object.keys(PERMISSIONS) as Command[]).filter((command) => PERMISSIONS[command] === requirement);
}

/** `bulk.addRows` reads `bulk: add rows`. */
export function commandWords(command: Command): string {
  const [room = '', deed = ''] = command.split('.');
  const apart = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${apart(room)}: ${apart(deed)}`;
}

/** Somebody's rights in one channel, or in all that have no row of their own, and where they come from. */
export interface Standing {
  readonly permissions: readonly Right[];
  readonly why: string;
  /** There is a row that can be taken back. */
  readonly isOwn: boolean;
  /** Nobody can change them. */
  readonly isFixed: boolean;
}

/** `channel` null: all channels. */
export function standingOf(subject: SubjectView, channel: ChannelView | null): Standing {
  const { kind, id, permissions, isChanged, channels } = subject;
  const usual = kind === 'account' ? 'as usual for moderators' : 'as given with the key';
  if (channel === null)
    return { permissions, why: isChanged ? 'set for all channels' : usual, isOwn: isChanged, isFixed: false };
  if (kind === 'account' && id === channel.id)
    return { permissions: RIGHTS, why: 'owner of this channel', isOwn: false, isFixed: true };
  if (kind === 'account' && !channel.accountIds.includes(id))
    return { permissions: [], why: 'no moderator in this channel', isOwn: false, isFixed: true };
  const row = channels.find(({ channelId }) => channelId === channel.id);
  if (row !== undefined)
    return { permissions: row.permissions, why: 'set for this channel', isOwn: true, isFixed: false };
  return { permissions, why: isChanged ? 'set for all channels' : usual, isOwn: false, isFixed: false };
}

/** `4 of 5`, `all`, `none`. */
export function countRights(rights: readonly Right[]): string {
  if (rights.length === 0) return 'none';
  return rights.length === RIGHTS.length ? 'all' : `${rights.length} of ${RIGHTS.length}`;
}

/** `Bans, Audit log`, for titles. */
export function listRights(rights: readonly Right[]): string {
  return rights.length === 0 ? 'nothing but looking' : rights.map((right) => RIGHT_WORDS[right].title).join(', ');
}
