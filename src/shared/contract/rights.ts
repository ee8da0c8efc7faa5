// Dock keys, and who may do what on this installation.
import { z } from 'zod';
import type { Right } from '../permissions.ts';
import { empty, output } from './fields.ts';

/** What somebody may do in one channel, where it differs from everywhere else. */
export interface ChannelRights {
  readonly channelId: string;
  readonly permissions: readonly Right[];
  readonly updatedAt: string;
}

/** An account signed in here, or a dock key. */
export interface SubjectView {
  readonly kind: 'account' | 'key';
  readonly id: string;
  readonly name: string;
  /** In every channel that has no row of its own. An account that owns a channel may do everything there. */
  readonly permissions: readonly Right[];
  /** False: they are as usual for a moderator, or as given with the key. */
  readonly isChanged: boolean;
  readonly channels: readonly ChannelRights[];
}

export interface KeyView {
  readonly keyId: string;
  readonly name: string;
  readonly createdAt: string;
  /** In every channel that has no row of its own. */
  readonly permissions: readonly Right[];
  readonly channels: readonly ChannelRights[];
}

export const rightCommands = {
  /** Every account that is signed in and every key, with what binds them. */
  'rights.list': {
    input: empty,
    output: output<{ rights: readonly Right[]; subjects: readonly SubjectView[] }>(),
  },
  /** The named keys of the loopback server, also while it is off; none where they cannot be read. */
  'keys.list': { input: empty, output: output<{ keys: readonly KeyView[] }>() },
  /** `text` is what follows `#k=` in an address: given this once and never again. */
  'keys.add': {
    input: z.strictObject({ name: z.string().min(1).max(40), permissions: z.array(z.string().max(60)).max(40) }),
    output: output<{ key: KeyView; text: string; ignored: readonly string[] }>(),
  },
  /** The key for /metrics; null = none, and nothing is told there. `isServed`: the loopback server runs. */
  'keys.metrics': {
    input: empty,
    output: output<{ key: { readonly createdAt: string } | null; isServed: boolean }>(),
  },
  /** Takes the place of the one before. `text` is given this once and never again. */
  'keys.addMetrics': { input: empty, output: output<{ key: { readonly createdAt: string }; text: string }>() },
  'keys.removeMetrics': { input: empty, output: output<Record<string, never>>() },
  /** Whoever is connected with it is cut off at once. */
  'keys.remove': {
    input: z.strictObject({ keyId: z.string().min(1).max(64) }),
    output: output<{ key: KeyView }>(),
  },
};
