// Who moderates a channel, and what each may do on this installation.
import { z } from 'zod';
import type { Right } from '../permissions.ts';
import { login, offset, output, reason, twitchId } from './fields.ts';

export interface ModeratorView {
  readonly userId: string;
  readonly channelId: string;
  readonly role: 'owner' | 'moderator';
  readonly username: string;
  readonly displayName: string;
  /** Null when it is not known: it was before anybody watched. */
  readonly addedAt: string | null;
  readonly addedBy: string | null;
  readonly addedByUsername: string | null;
  /** Signed in here: then `permissions` bind whatever is done through that account. */
  readonly isSignedInHere: boolean;
  readonly permissions: readonly Right[];
  /** Where they come from: the role, the default for moderators, a row for all channels, or this channel's own. */
  readonly permissionsFrom: 'role' | 'default' | 'all_channels' | 'channel';
}

const user = z.union([z.strictObject({ id: twitchId }), z.strictObject({ login })]);
const permissions = z.array(z.string().max(60)).max(40).nullable();

export const moderatorCommands = {
  /** The owner first. `isComplete` false: only what was heard is known, because the list cannot be read here. */
  'moderators.list': {
    input: z.strictObject({
      channelId: twitchId,
      limit: z.int().min(1).max(100).default(50),
      offset: offset.optional(),
    }),
    output: output<{
      moderators: readonly ModeratorView[];
      total: number;
      limit: number;
      offset: number;
      isComplete: boolean;
      /** When Twitch's list was last read; null = never. */
      checkedAt: string | null;
      canManage: boolean;
      /** Why the list is not complete, or why nobody can be added or removed here; empty when neither is so. */
      explanation: string;
      missingScopes: readonly string[];
    }>(),
  },
  'moderators.add': {
    input: z.strictObject({ channelId: twitchId, user, reason: reason.optional() }),
    output: output<{ success: true; moderator: ModeratorView; message: string }>(),
  },
  'moderators.remove': {
    input: z.strictObject({ channelId: twitchId, userId: twitchId, reason: reason.optional() }),
    output: output<{ success: true; message: string }>(),
  },
  /**
   * What somebody may do through Modkeep here: an account that moderates, or a dock key. For all channels without
   * `channelId`; a channel's own row wins. Names that are no rights are left out and told in `ignored`. Null takes the
   * row back: a channel goes by all channels again, all channels by what is usual for moderators or was given to the key.
   */
  'moderators.setPermissions': {
    input: z.union([
      z.strictObject({ userId: twitchId, channelId: twitchId.optional(), permissions }),
      z.strictObject({ keyId: z.string().min(1).max(64), channelId: twitchId.optional(), permissions }),
    ]),
    output: output<{
      success: true;
      moderator: {
        userId: string | null;
        keyId: string | null;
        channelId: string | null;
        permissions: readonly Right[];
        updatedAt: string;
      };
      ignored: readonly string[];
      message: string;
    }>(),
  },
};
