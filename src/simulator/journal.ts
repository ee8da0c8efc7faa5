// What happened and what was asked, in order. Holds no tokens. The newest entries win when it is full.
import type { Act } from './types.ts';

export interface RequestEntry {
  readonly sequence: number;
  /** Epoch ms by the simulator's clock, when the request arrived. */
  readonly at: number;
  /** Real milliseconds since the simulator started, when it arrived: never jumps with the clock. */
  readonly realMs: number;
  readonly method: string;
  /** As `moderation/banned`, `auth/token` or `eventsub/subscriptions`. */
  readonly path: string;
  /** Without secrets: tokens and device codes are left out. */
  readonly query: Readonly<Record<string, string>>;
  readonly userId: string | null;
  readonly clientId: string | null;
  /** 0 when the connection was cut or left hanging instead of answered. */
  status: number;
  readonly faultId: string | null;
  /** Body of a POST, without secrets; null for auth requests. */
  readonly body: unknown;
}

export interface Journal {
  addAct(act: Omit<Act, 'sequence'>): Act;
  addRequest(entry: Omit<RequestEntry, 'sequence' | 'realMs'>): RequestEntry;
  acts(afterSequence?: number): readonly Act[];
  requests(filter?: RequestFilter): readonly RequestEntry[];
  clear(): void;
}

export interface RequestFilter {
  readonly method?: string;
  readonly path?: string;
  readonly afterSequence?: number;
}

const CAPACITY = 200_000;
const SECRETS = new Set(['refresh_token', 'device_code', 'token', 'client_secret', 'challenge']);

export function createJournal(): Journal {
  let acts: Act[] = [];
  let requests: RequestEntry[] = [];
  let sequence = 0;
  const startedAt = performance.now();
  const push = <T>(list: T[], entry: T): T[] => {
    list.push(entry);
    return list.length > CAPACITY ? list.slice(CAPACITY / 2) : list;
  };
  return {
    addAct: (act) => {
      const entry = { sequence: (sequence += 1), ...act };
      acts = push(acts, entry);
      return entry;
    },
    addRequest: (request) => {
      const entry = { sequence: (sequence += 1), realMs: performance.now() - startedAt, ...request };
      requests = push(requests, entry);
      return entry;
    },
    acts: (after = 0) => acts.filter((act) => act.sequence > after),
    requests: (filter = {}) =>
      requests.filter(
        (entry) =>
          entry.sequence > (filter.afterSequence ?? 0) &&
          (filter.method === undefined || entry.method === filter.method) &&
          (filter.path === undefined || entry.path === filter.path),
      ),
    clear: () => {
      acts = [];
      requests = [];
    },
  };
}

/** Query parameters as a record for the journal; repeated keys are joined, secrets replaced. */
export function journalQuery(query: URLSearchParams): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const key of new Set(query.keys())) {
    plain[key] = SECRETS.has(key) ? '[secret]' : query.getAll(key).join(',');
  }
  return plain;
}
