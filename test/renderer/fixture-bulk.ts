// Bulk jobs of the made-up world, one in every state, and the rows of each. Test code.
import type { Reply } from '../../src/shared/contract.ts';
import type { BulkRowView, BulkState, BulkView } from '../../src/shared/contract/bulk.ts';
import type { JobView } from '../../src/shared/model.ts';
import { syncJob, type Input, type Scenario } from './fixture-frame.ts';
import { iso, OWNER, uuid } from './fixture-world.ts';

const ACTS = 480;

function bulkOf(number: number, state: BulkState, change: Partial<BulkView> = {}): BulkView {
  return {
    id: uuid(700 + number),
    channelId: OWNER.id,
    source: 'raid-20-nov.csv',
    state,
    halted: null,
    total: 500,
    plans: { act: ACTS, bad_row: 12, already_banned: 8 },
    results: { waiting: ACTS, skipped: 20 },
    acts: { ban: 400, timeout: 80 },
    checked: { banned: true, moderators: true },
    differing: 0,
    needsCount: true,
    jobId: null,
    etaMs: null,
    rollbackOf: null,
    changes: [],
    createdAt: iso(Date.now() - number * 3_600_000),
    updatedAt: iso(Date.now() - 60_000),
    actor: 'owner',
    ...change,
  };
}

function bulksOf(scenario: Scenario): readonly BulkView[] {
  if (scenario !== 'bulk') return [];
  const half = { done: 210, waiting: 270, skipped: 20 };
  const checked = { banned: false, moderators: false };
  return [
    bulkOf(1, 'running', { results: half, jobId: uuid(790), etaMs: 84_000 }),
    bulkOf(2, 'planned', { checked, source: 'paste' }),
    bulkOf(3, 'paused', { halted: 'interrupted', results: half }),
    bulkOf(4, 'completed', { results: { done: 470, failed: 6, unknown: 4, skipped: 20 }, differing: 3 }),
    bulkOf(5, 'failed', { halted: 'OFFLINE', plans: { new: 420, not_found: 80 }, acts: {} }),
    bulkOf(6, 'cancelled', { halted: 'user', results: half }),
    bulkOf(7, 'planned', {
      source: 'rollback',
      rollbackOf: uuid(704),
      changes: ['date', 'moderator'],
      acts: { unban: 480 },
    }),
    bulkOf(8, 'checking', { plans: { new: 300, act: 200 }, acts: { ban: 200 }, jobId: uuid(791) }),
  ];
}

export function bulkJob(): JobView {
  const job = { jobId: uuid(790), kind: 'bulk', phase: 'acting', done: 210, total: ACTS } as const;
  return { ...syncJob(210), ...job, rate: 3.2, etaMs: 84_000 };
}

function rowsOf(bulk: BulkView): readonly BulkRowView[] {
  return Array.from({ length: 100 }, (_, index) => rowOf(bulk, index + 2));
}

function rowOf(bulk: BulkView, line: number): BulkRowView {
  const isBad = line % 25 === 0;
  const isHeld = line % 17 === 0;
  const isBegun = bulk.state !== 'planned' && bulk.state !== 'checking' && line < 60;
  const state = line % 31 === 0 ? 'failed' : line % 29 === 0 ? 'unknown' : 'done';
  return {
    line,
    given: isBad ? 'spam wave 3' : `hoss00312_bot${line}`,
    userId: isBad ? null : String(500_000 + line),
    username: isBad ? null : `hoss00312_bot${line}`,
    kind: bulk.rollbackOf !== null ? 'unban' : line % 6 === 0 ? 'timeout' : 'ban',
    durationSeconds: line % 6 === 0 ? 86_400 : null,
    until: null,
    reason: 'Follow bot wave 19 Nov (named by two moderators)',
    plan: isBad ? 'bad_row' : isHeld ? 'already_banned' : 'act',
    state: isBad || isHeld ? 'skipped' : isBegun ? state : 'waiting',
    code: isBad
      ? 'bad_user'
      : isBegun && state !== 'done'
        ? { failed: 'TWITCH_API_ERROR', unknown: 'outcome_unknown' }[state]
        : null,
    before: line % 9 === 0 ? { kind: 'timeout', until: iso(Date.now() + 7e6), reason: '' } : null,
    entryId: null,
    at: null,
    verified: isBegun ? line % 23 !== 0 : null,
  };
}

/** What the core would answer to `bulk.…`; nothing here changes anything. */
export function bulkAnswers(scenario: Scenario): Record<string, (input: Input) => Reply<unknown>> {
  const find = (input: Input): BulkView =>
    bulksOf(scenario).find(({ id }) => id === (input as unknown as { bulkId: string }).bulkId) ?? bulkOf(2, 'planned');
  const one = (input: Input): Reply<unknown> => ({ ok: true, value: { bulk: find(input) } });
  return {
    // One of them would not let it through.
    'acts.preview': (input) => ({
      ok: true,
      value: {
        user: { id: '7', login: 'raider', displayName: 'Raider' },
        channels: (input as unknown as { channelIds: string[] }).channelIds.map((channelId) => ({
          channelId,
          refusal:
            channelId === '200'
              ? {
                  code: 'FEATURE_DISABLED',
                  error: 'Acting is not turned on for this channel.',
                  details: { reason: 'channel_off' },
                }
              : null,
          held: null,
          isCertain: false,
        })),
      },
    }),
    'bulk.list': () => ({ ok: true, value: { bulks: bulksOf(scenario) } }),
    'bulk.get': one,
    'bulk.prepare': one,
    'bulk.addRows': one,
    'bulk.check': one,
    'bulk.start': one,
    'bulk.result': (input) => ({ ok: true, value: { rows: rowsOf(find(input)), limit: 100, next: '101' } }),
  };
}
