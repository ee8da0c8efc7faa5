// Dock keys as commands: whoever serves pages hands its keys in, this adds rights per channel and the trace in the audit
// log. Knows no server.
import { fail } from '../../shared/errors.ts';
import type { ChannelRights, KeyView } from '../../shared/contract/rights.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { knownRights, type Right } from '../../shared/permissions.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Secret } from '../lib/secret.ts';
import { toIso } from '../lib/time.ts';
import type { Rights, SubjectKind } from './rights.ts';

/** A key as its store shows it. */
export interface StoredKey {
  readonly keyId: string;
  readonly name: string;
  readonly rights: readonly Right[];
  readonly createdAt: string;
}

/** What a shell that keeps keys hands in. */
export interface KeyStore {
  list(): readonly StoredKey[];
  /** The secret part of each. */
  secrets(): readonly Secret[];
  add(input: { name: string; rights: readonly Right[] }): Promise<{ key: StoredKey; text: Secret }>;
  /** Throws NOT_FOUND. */
  remove(keyId: string): Promise<StoredKey>;
  /** The one key for metrics. */
  readonly metrics: {
    view(): { readonly createdAt: string } | null;
    create(): Promise<{ readonly createdAt: string; readonly text: Secret }>;
    /** Throws NOT_FOUND. */
    remove(): Promise<void>;
  };
}

export interface Keyring {
  /** From now on these are the keys, until the returned function is called. */
  attach(store: KeyStore): () => void;
  list(): readonly KeyView[];
  /** Throws SERVICE_UNAVAILABLE where nobody has handed keys in, INVALID_REQUEST for a bad name or one key too many. */
  add(input: Parsed<'keys.add'>, by: string): Promise<Output<'keys.add'>>;
  remove(keyId: string, by: string): Promise<KeyView>;
  readonly metrics: {
    view(): Output<'keys.metrics'>;
    /** Throws SERVICE_UNAVAILABLE where nobody has handed keys in. */
    add(by: string): Promise<Output<'keys.addMetrics'>>;
    remove(by: string): Promise<Output<'keys.removeMetrics'>>;
  };
}

export interface KeyringDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly bus: Bus;
  readonly rights: Rights;
  readonly now: () => number;
  /** Makes a key unprintable in the log. */
  readonly protect: (secret: string) => void;
  /** Whether the server runs that the keys are for. */
  readonly isServed: () => boolean;
}

export function createKeyring({ db, audit, bus, rights, now, protect, isServed }: KeyringDeps): Keyring {
  let store: KeyStore | null = null;

  function demand(): KeyStore {
    if (store !== null) return store;
    throw fail('SERVICE_UNAVAILABLE', 'The keys for docks and programs cannot be had now.', { reason: 'no_dock' });
  }

  function view({ keyId, name, createdAt, rights: given }: StoredKey): KeyView {
    const permissions = rights.ofCaller({ kind: 'key', keyId, name, rights: given }, null);
    return { keyId, name, createdAt, permissions, channels: channelRights(rights, 'key', keyId) };
  }

  function record(
    by: string,
    key: Pick<StoredKey, 'keyId' | 'name'>,
    metadata: Record<string, unknown>,
    also?: () => void,
  ): void {
    db.immediate(() => {
      also?.();
      audit.append({
        at: now(),
        moderatorId: null,
        moderatorLogin: by,
        action: 'update_permissions',
        contentType: 'settings',
        contentId: key.keyId,
        contentName: key.name,
        channelId: null,
        reason: '',
        metadata: { subject: 'key', ...metadata },
      });
    });
    bus.emit({ type: 'settings.changed' });
    bus.emit({ type: 'audit.changed' });
  }

  return {
    attach(keys) {
      store = keys;
      for (const one of keys.secrets()) protect(one.reveal());
      return () => {
        if (store === keys) store = null;
      };
    },
    list: () => (store?.list() ?? []).map(view),
    async add({ name, permissions }, by) {
      const { rights: known, unknown } = knownRights(permissions);
      const { key, text } = await demand().add({ name, rights: known });
      protect(text.reveal());
      record(by, key, { change: 'key_added', permissions: known, ignored: unknown });
      return { key: view(key), text: text.reveal(), ignored: unknown };
    },
    async remove(keyId, by) {
      const key = demand()
        .list()
        .find((one) => one.keyId === keyId);
      const before = key === undefined ? null : view(key);
      const removed = await demand().remove(keyId);
      record(by, removed, { change: 'key_removed' }, () => rights.forget('key', keyId));
      return before ?? view(removed);
    },
    metrics: {
      view: () => ({ key: store?.metrics.view() ?? null, isServed: isServed() }),
      async add(by) {
        const { createdAt, text } = await demand().metrics.create();
        protect(text.reveal());
        record(by, METRICS_KEY, { change: 'key_added' });
        return { key: { createdAt }, text: text.reveal() };
      },
      async remove(by) {
        await demand().metrics.remove();
        record(by, METRICS_KEY, { change: 'key_removed' });
        return {};
      },
    },
  };
}

const METRICS_KEY = { keyId: 'metrics', name: 'metrics' };

/** The rows that a subject has for single channels. */
export function channelRights(rights: Rights, kind: SubjectKind, id: string): readonly ChannelRights[] {
  return rights
    .rows(kind, id)
    .flatMap(({ channelId, rights: permissions, changedAt }) =>
      channelId === '' ? [] : [{ channelId, permissions, updatedAt: toIso(changedAt) }],
    );
}
