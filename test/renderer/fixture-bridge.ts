// A stand-in for the core behind window.modkeep: answers every command that the interface asks, from memory.
// Test code for pictures and browser tests; put into the page before its own scripts. `window.scenario` picks the world.
import type { AppEvent, Bridge, Command, Reply } from '../../src/shared/contract.ts';
import type { BanView, EntryView, JobView, Settings } from '../../src/shared/model.ts';
import type { AppError } from '../../src/shared/errors.ts';
import { RIGHTS } from '../../src/shared/permissions.ts';
import {
  accountsOf,
  channelsOf,
  checksOf,
  scopesOf,
  isFirstRun,
  findChannel,
  syncJob,
  syncRuns,
  type Input,
  type Scenario,
} from './fixture-frame.ts';
import { alertAnswers } from './fixture-alerts.ts';
import { dockAnswers } from './fixture-dock.ts';
import { exportAnswers } from './fixture-exports.ts';
import { healthAnswers } from './fixture-health.ts';
import { bulkAnswers, bulkJob } from './fixture-bulk.ts';
import { LICENCES, VERSIONS } from './fixture-about.ts';
import { brakesOf, environmentOf, hooksOf, liftsOf, reasonsOf, settingsOf } from './fixture-settings.ts';
import { statsOf } from './fixture-stats.ts';
import { updateOf } from './fixture-updates.ts';
import { personOf, pickBans, pickEntries } from './fixture-lists.ts';
import { entryOf, iso, makeAudit, makeBans, makeEntries, makeGaps, OWNER, uuid } from './fixture-world.ts';

const scope = globalThis as unknown as {
  scenario?: Scenario;
  theme?: Settings['theme'];
  modkeep?: Bridge;
  fixture?: { calls: string[]; sent: unknown[]; ban(login: string): void; endSignIn(): void; makeRoom(): void };
};
const scenario: Scenario = scope.scenario ?? 'full';
const isEmpty = scenario === 'empty' || scenario === 'never';
let bans = isEmpty || isFirstRun(scenario) ? [] : makeBans(scenario === 'moderator' ? 40 : 10_000);
let entries = makeEntries(bans);
const audit = makeAudit(bans);
let [isFull, killed] = [scenario === 'disk-full', scenario === 'stopped'];
let jobs: JobView[] = scenario === 'sync' ? [syncJob(4210)] : scenario === 'bulk' ? [bulkJob()] : [];
let ended: JobView[] = [];
let isGranted = false;
let revision = 1;
const listeners = new Set<(event: AppEvent) => void>();
let settings: Settings = settingsOf(scenario, scope.theme ?? 'dark', isFirstRun(scenario));
const defaults = settings;

const emit = (event: AppEvent): void => listeners.forEach((listener) => listener(event));

function changed(): void {
  revision += 1;
  emit({ type: 'bans.changed', channelId: OWNER.id, revision });
  emit({ type: 'history.changed', channelId: OWNER.id, revision });
  emit({ type: 'channel.status', channelId: OWNER.id, revision });
}

const ok = (value: unknown): Reply<unknown> => ({ ok: true, value });
const no = (error: AppError): Reply<unknown> => ({ ok: false, error });
const busy = no({ code: 'DATABASE_BUSY', error: 'busy', details: {} });
const pageOf = (total: number) => ({ total, totalIsExact: true, next: null });

function listBans(input: Input): Reply<unknown> {
  if (scenario === 'error') return busy;
  const found = pickBans(bans, input);
  const { offset = 0, limit = 10 } = input;
  return ok({ bans: found.slice(offset, offset + limit), ...pageOf(found.length), limit, offset, revision });
}

function listHistory(input: Input): Reply<unknown> {
  const found = pickEntries(entries, input);
  const { offset = 0, limit = 50 } = input;
  return ok({
    entries: found.slice(offset, offset + limit),
    gaps: isEmpty || (input.channelId as string | undefined) === undefined ? [] : makeGaps(input.channelId),
    ...pageOf(found.length),
    limit,
    offset,
  });
}

function create(input: Input): Reply<unknown> {
  if (scenario === 'unscoped' && !isGranted) {
    const details = { required_scopes: ['moderator:manage:banned_users'], current_scopes: [] };
    return no({ code: 'INSUFFICIENT_SCOPES', error: 'not granted', details });
  }
  const { login, id } = input.user;
  const old = bans.find((ban) => ban.userId === id || ban.username === login);
  if (old?.kind === 'ban')
    return no({ code: 'CONFLICT', error: 'already banned', details: { reason: 'already_banned' } });
  if (login === 'nobody')
    return no({ code: 'NOT_FOUND', error: 'Twitch knows nobody of that name.', details: { what: 'user' } });
  const from = old ?? entries.find((entry) => entry.userId === id);
  const length = input.durationSeconds ?? 0;
  const fresh: BanView = {
    id: crypto.randomUUID(),
    channelId: OWNER.id,
    userId: from?.userId ?? String(900_000_000 + revision),
    username: from?.username ?? login ?? '',
    displayName: from?.displayName ?? login ?? '',
    kind: length > 0 ? 'timeout' : 'ban',
    isPermanent: length === 0,
    bannedAt: iso(Date.now()),
    expiresAt: length > 0 ? iso(Date.now() + length * 1000) : null,
    rawExpiresAt: null,
    reason: input.reason ?? '',
    bannedBy: OWNER.id,
    bannedByUsername: OWNER.login,
    bannedByDisplayName: OWNER.displayName,
    sources: ['app'],
    found: false,
    firstSeenAt: iso(Date.now()),
  };
  addBan(fresh);
  return ok({ ban: fresh, entryId: crypto.randomUUID(), actId: input.actId });
}

function addBan(ban: BanView): void {
  bans = [ban, ...bans.filter((other) => other.userId !== ban.userId)];
  entries = [entryOf(ban, 20_000 + revision), ...entries];
  changed();
}

function revoke(input: Input): Reply<unknown> {
  const old = bans.find((ban) => ban.userId === input.userId);
  if (old === undefined) return no({ code: 'CONFLICT', error: 'not banned', details: { reason: 'not_banned' } });
  if (scenario === 'moderator' && input.expect !== 'either')
    return no({ code: 'CONFLICT', error: 'not known', details: { reason: 'unknown_state' } });
  if (input.expect === 'timeout' && old.kind === 'ban')
    return no({ code: 'CONFLICT', error: 'is a ban', details: { reason: 'is_ban' } });
  bans = bans.filter((ban) => ban !== old);
  const kind: EntryView['kind'] = old.kind === 'timeout' ? 'lifted' : 'unbanned';
  entries = [
    entryOf(old, 20_000 + revision, {
      kind,
      at: iso(Date.now()),
      reason: '',
      moderatorDisplayName: 'eggiebert',
      durationSeconds: null,
    }),
    ...entries,
  ];
  changed();
  return ok({ success: true, message: 'done', entryId: crypto.randomUUID(), actId: input.actId });
}

function app() {
  const isOn = settings.actingEnabled && !killed;
  return {
    version: '0.1.0',
    shell: scenario === 'in-browser' ? 'browser' : 'desktop',
    isDemo: scenario === 'demo',
    hasClientId: scenario !== 'no-client-id' || settings.twitchClientId !== '',
    acting: { isOn, reason: isOn ? 'on' : killed ? 'kill_switch' : 'flag_off' },
    readOnlySince: isFull ? iso(Date.now() - 60_000) : null,
    environment: environmentOf(scenario),
    vault: 'system',
    now: iso(Date.now()),
  };
}

const answers: Record<string, (input: Input) => Reply<unknown>> = {
  ...bulkAnswers(scenario),
  ...alertAnswers(scenario),
  ...healthAnswers(scenario),
  ...dockAnswers(scenario, () => settings, emit),
  ...exportAnswers(scenario, (job) => {
    jobs = job.finishedAt === null ? [job] : [];
    ended = job.finishedAt === null ? [] : [job];
    emit({ type: 'job.changed', jobId: job.jobId, revision });
  }),
  'app.get': () => ok({ ...app(), rights: RIGHTS }),
  'app.versions': () => ok(VERSIONS),
  'app.licences': () => ok({ licences: LICENCES }),
  'accounts.list': () => ok({ accounts: accountsOf(scenario) }),
  'accounts.signIn': () => {
    jobs = [{ ...syncJob(0), jobId: uuid(901), kind: 'sign-in', status: 'waiting' }];
    emit({ type: 'job.changed', jobId: uuid(901), revision });
    return ok({
      jobId: uuid(901),
      userCode: 'ABCDEFGH',
      verificationUri: 'https://www.twitch.tv/activate',
      expiresAt: iso(Date.now() + 1_799_000),
    });
  },
  'accounts.cancelSignIn': () => ok({ job: jobs[0] }),
  'accounts.scopes': () => ok(scopesOf(scenario)),
  'channels.check': () => ok(checksOf(scenario)),
  'channels.watch': (input) =>
    ok({ channel: channelsOf(scenario, bans).find((channel) => channel.id === input.channelId) }),
  'accounts.signOut': () => ok({ account: accountsOf(scenario)[0] }),
  'channels.list': () => ok({ channels: channelsOf(scenario, bans) }),
  'links.open': (input) =>
    ok({
      url: input.kind === 'signIn' ? 'https://www.twitch.tv/activate' : 'https://dev.twitch.tv/console',
      opened: false,
    }),
  'bans.list': listBans,
  'history.list': listHistory,
  'stats.get': (input) => (scenario === 'error' ? busy : ok(statsOf(entries, input))),
  'people.get': (input) => ok({ person: personOf(bans, entries, input) }),
  'bans.create': create,
  'bans.revoke': revoke,
  // Only that it was asked for is looked at; what it would change is the core's.
  'acts.undo': (input) => ok({ did: 'unban', entryId: crypto.randomUUID(), actId: input.actId }),
  'protected.list': () => ok({ people: [], total: 0, limit: 10, offset: 0 }),
  'audit.list': (input) => {
    const rows = audit.filter(
      (row) =>
        (input.action === undefined || row.action === input.action) &&
        `${row.contentName} ${row.reason}`.includes(input.search ?? ''),
    );
    const offset = input.offset ?? 0;
    return ok({
      success: true,
      data: rows.slice(offset, offset + (input.limit ?? 100)),
      meta: { ...pageOf(rows.length), limit: input.limit, offset },
    });
  },
  'limits.get': () =>
    ok({
      limits: isFirstRun(scenario)
        ? []
        : [{ accountId: OWNER.id, limit: 800, remaining: 742, resetAt: iso(Date.now() + 30_000), percentageUsed: 7 }],
      brakes: brakesOf(settings, scenario),
      refused: { rights: 0, kill_switch: 2, flag: 0, brakes: scenario === 'limited' ? 3 : 0, plausibility: 1 },
    }),
  'discord.list': () => ok({ hooks: hooksOf(scenario) }),
  'discord.add': () =>
    no({ code: 'INVALID_REQUEST', error: 'url', details: { field: 'url', reason: 'not_a_webhook' } }),
  'notices.recent': () => ok({ notices: [], last: 0 }),
  'settings.get': () => ok({ settings, defaults }),
  'reasons.list': () => ok({ reasons: reasonsOf(settings) }),
  'schedule.list': (input) => ok({ lifts: liftsOf(scenario, bans, input) }),
  'schedule.cancel': () => ok({}),
  'settings.set': (input) => {
    settings = { ...settings, ...(input as Partial<Settings>) };
    emit({ type: 'settings.changed', revision: (revision += 1) });
    return ok({ settings });
  },
  'killSwitch.set': (input) => {
    killed = input.on;
    emit({ type: 'settings.changed', revision: (revision += 1) });
    return ok({ acting: app().acting });
  },
  'updates.get': () => ok({ update: updateOf(scenario) }),
  'jobs.list': (input) => ok({ jobs: input.active === true ? jobs : [...jobs, ...ended] }),
  'sync.start': () => {
    jobs = [syncJob(100)];
    emit({ type: 'job.changed', jobId: uuid(900), revision });
    return ok({ status: 'syncing', jobId: uuid(900), message: '' });
  },
  'sync.history': () => ok({ runs: syncRuns(scenario) }),
  'sync.retry': () => answers['sync.start']?.({} as Input) ?? ok({}),
  'channels.find': (input) => findChannel(input.query, scenario, bans),
  'channels.add': () => ok({ channel: channelsOf(scenario, bans)[3] }),
  'sync.cancel': () => {
    ended = jobs.map((job) => ({ ...job, status: 'cancelled' }));
    jobs = [];
    emit({ type: 'job.changed', jobId: uuid(900), revision });
    return ok({});
  },
};

const calls: string[] = [];
const sent: unknown[] = [];
scope.fixture = {
  calls,
  sent,
  endSignIn: () => {
    isGranted = true;
    ended = jobs.map((job) => ({ ...job, status: 'completed', summary: { accountId: OWNER.id, login: OWNER.login } }));
    jobs = [];
    emit({ type: 'job.changed', jobId: uuid(901), revision });
  },
  makeRoom: () => {
    isFull = false;
    emit({ type: 'app.changed', revision });
  },
  ban: (login) => void create({ user: { login }, actId: 'fixture-act' } as Input),
};
scope.modkeep = {
  call: async (command: Command, input: unknown) => {
    calls.push(command);
    sent.push(input);
    await new Promise((done) => setTimeout(done, 5));
    const answer = answers[command];
    return (
      answer === undefined
        ? no({ code: 'INVALID_REQUEST', error: 'no such command', details: {} })
        : answer(structuredClone(input) as Input)
    ) as Reply<never>;
  },
  onEvent: (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
