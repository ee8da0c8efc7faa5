// Words for the Health screen: names of checks and figures, how targets stand, what the release asks for. Pure.
import type {
  CheckFix,
  CheckName,
  CheckState,
  HealthView,
  Kpi,
  MetricsView,
  Range,
  TestCall,
} from '../../../shared/contract/health.ts';
import type { LatencyView } from '../../../shared/contract/acting.ts';
import type { Command } from '../../../shared/contract.ts';
import { formatCount, formatDuration, plural } from '../../lib/format.ts';

export const CHECK_WORDS: Readonly<Record<CheckName, string>> = {
  signed_in: 'Signed in',
  scopes: 'Permissions',
  connection: 'Connection',
  list: 'List',
  live: 'Live feed',
  clock: 'Clock',
  disk: 'Disk',
  database: 'Database',
  rate_limit: 'Twitch’s limit',
  audit: 'Audit log',
  acting: 'Acting',
  dock: 'OBS docks',
};

export const STATE_WORDS: Readonly<Record<CheckState, string>> = { ok: 'Fine', bad: 'Problem', note: 'Note' };

/** What the button of a check says, and the command it needs the right for; null = everybody may. */
export const FIX_WORDS: Readonly<Record<CheckFix['kind'], { readonly word: string; readonly needs: Command | null }>> =
  {
    'sign-in': { word: 'Sign in', needs: 'accounts.signIn' },
    reconnect: { word: 'Reconnect', needs: 'accounts.signIn' },
    test: { word: 'Test now', needs: 'health.test' },
    reading: { word: 'How it is read', needs: null },
    'show-data': { word: 'Open folder', needs: 'data.show' },
    'back-up': { word: 'Back up now', needs: 'backups.create' },
    verify: { word: 'Verify now', needs: 'audit.verify' },
    limits: { word: 'Limits', needs: null },
    acting: { word: 'Acting settings', needs: null },
    dock: { word: 'Its settings', needs: 'dock.get' },
    stop: { word: 'Stop everything', needs: 'killSwitch.set' },
  };

export const RANGE_WORDS: Readonly<Record<Range, string>> = { '1h': 'Last hour', '24h': 'Last day', '7d': 'Last week' };

/** The sentence at the top. */
export function overall({ checks }: Pick<HealthView, 'checks'>): {
  readonly state: CheckState;
  readonly words: string;
} {
  const bad = checks.filter(({ state }) => state === 'bad');
  const notes = checks.filter(({ state }) => state === 'note').length;
  if (bad.length > 0) {
    const what = bad.map(({ name }) => CHECK_WORDS[name].toLowerCase()).join(', ');
    return { state: 'bad', words: `${plural(bad.length, 'thing needs', 'things need')} you: ${what}.` };
  }
  if (notes > 0) return { state: 'note', words: `Nothing is broken; ${plural(notes, 'note', 'notes')}.` };
  return { state: 'ok', words: 'All is well.' };
}

export const KPI_WORDS: Readonly<Record<Kpi['name'], { readonly title: string; readonly hint: string }>> = {
  availability: { title: 'Available', hint: 'Acts that did not fail because Twitch, the network or Modkeep was away.' },
  p95: { title: '95 % of acts within', hint: 'From the request to Twitch’s answer.' },
  p99: { title: '99 % of acts within', hint: 'From the request to Twitch’s answer.' },
  errors: { title: 'Failed acts', hint: 'Without what you chose yourself: brakes, the kill switch, “already banned”.' },
  scopes: { title: 'Lacking a permission', hint: 'INSUFFICIENT_SCOPES' },
  rate_limits: { title: 'Told to slow down', hint: 'RATE_LIMIT_EXCEEDED, by Twitch' },
  twitch_errors: { title: 'Refused by Twitch', hint: 'TWITCH_API_ERROR' },
  other_errors: { title: 'Failed otherwise', hint: 'Every other code that is a fault.' },
};

export function targetWords({ isMet, target, unit, wanted }: Kpi): string {
  const limit = `${wanted === 'above' ? 'at least' : 'under'} ${unit === 'ms' ? formatMs(target) : `${target} %`}`;
  if (isMet === null) return `No acts yet · ${limit}`;
  return `${isMet ? 'On target' : 'Off target'} · ${limit}`;
}

export function kpiValue({ value, unit }: Kpi): string {
  if (value === null) return '–';
  return unit === 'ms' ? formatMs(value) : `${Number(value.toFixed(2))} %`;
}

/** `0.4 ms`, `85 ms`, `1.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(1))} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** `half within 80 ms · 95 % 120 ms · 99 % 300 ms`. */
export function latencyWords({ count, p50, p95, p99 }: LatencyView): string {
  if (count === 0 || p50 === null || p95 === null || p99 === null) return 'nothing measured yet';
  return `half within ${formatMs(p50)} · 95 % ${formatMs(p95)} · 99 % ${formatMs(p99)}`;
}

export interface Figure {
  readonly word: string;
  readonly text: string;
}

/** What came of it all, line by line. */
export function figuresOf(metrics: MetricsView): readonly Figure[] {
  const { acts, latency, twitch, syncs, live, database, counters } = metrics;
  const asked = acts.reduce((sum, { count }) => sum + count, 0);
  const done = acts.reduce((sum, { code, count }) => sum + (code === 'ok' ? count : 0), 0);
  const ended = syncs.completed + syncs.failed;
  const rate = ended === 0 ? '' : ` (${Math.round((100 * syncs.completed) / ended)} % succeeded)`;
  const used = twitch.mostUsed === null ? '' : ` · at most ${twitch.mostUsed} % of a limit used`;
  return [
    {
      word: 'Acts',
      text: asked === 0 ? 'none yet' : `${formatCount(done)} of ${plural(asked, 'act', 'acts')} carried out`,
    },
    { word: 'Answers to acts', text: latencyWords(latency.call) },
    {
      word: 'Shown by Twitch',
      text: `${latencyWords(latency.confirmation)}${latency.unconfirmed === 0 ? '' : ` · ${formatCount(latency.unconfirmed)} never shown`}`,
    },
    {
      word: 'Requests',
      text: `${formatCount(twitch.requests)}${twitch.perMinute > 0 ? `, ${twitch.perMinute} a minute` : ''}${used}`,
    },
    { word: 'Answers to requests', text: latencyWords(twitch.call) },
    {
      word: 'Syncs',
      text:
        ended + syncs.stopped === 0
          ? 'none by hand'
          : `${formatCount(syncs.completed)} completed, ${formatCount(syncs.failed)} failed, ${formatCount(syncs.stopped)} stopped${rate}`,
    },
    { word: 'Sync time', text: latencyWords(syncs.took) },
    { word: 'Live delay', text: latencyWords(live.lag) },
    {
      word: 'Live losses',
      text: `${plural(live.lost, 'loss', 'losses')} · ${live.gaps === 0 ? 'no gap' : `${plural(live.gaps, 'gap', 'gaps')}, ${formatDuration(live.gapSeconds)} in all`}`,
    },
    { word: 'Database writes', text: latencyWords(database.transaction) },
    { word: 'Database lists', text: latencyWords(database.query) },
    {
      word: 'Slow',
      text:
        database.slow === 0
          ? 'none'
          : `${formatCount(database.slow)}: ${database.slowest.map(({ name, count }) => `${name} ${formatCount(count)}`).join(', ')}`,
    },
    { word: 'Bans and timeouts made', text: formatCount(counters.bans_created_total) },
    { word: 'Bans and timeouts ended', text: formatCount(counters.bans_revoked_total) },
    {
      word: 'Moderators',
      text: `${formatCount(counters.moderators_added_total)} added, ${formatCount(counters.moderators_removed_total)} removed`,
    },
    { word: 'Audit rows', text: formatCount(counters.audit_logs_created_total) },
  ];
}

export interface Criterion {
  readonly words: string;
  /** Null: not to be told yet. */
  readonly isMet: boolean | null;
}

/** What the roll-out plan asks of each of its steps, as far as it can be measured here. */
export function criteriaOf(
  { kpis, latency }: Pick<MetricsView, 'kpis' | 'latency'>,
  checks: HealthView['checks'],
  hasBrakes: boolean | null,
): readonly Criterion[] {
  const errors = kpis.find(({ name }) => name === 'errors')?.value ?? null;
  const { p95 } = latency.call;
  const below = (value: number | null, limit: number): boolean | null => (value === null ? null : value < limit);
  const audit = checks.find(({ name }) => name === 'audit')?.state;
  return [
    { words: 'First step: 95 % of acts within 200 ms', isMet: below(p95, 200) },
    { words: 'Trying it out: 95 % of acts within 300 ms', isMet: below(p95, 300) },
    { words: 'Trying it out: fewer than 1 % failed acts', isMet: below(errors, 1) },
    { words: 'For everybody: fewer than 2 % failed acts', isMet: below(errors, 2) },
    { words: 'The audit log is verified', isMet: audit === undefined || audit === 'note' ? null : audit === 'ok' },
    { words: 'Limits of Modkeep’s own are on', isMet: hasBrakes },
  ];
}

/** One line of the connection's test. */
export function callWords({ name, status, ms }: TestCall): string {
  const what = name === 'validate' ? 'The sign-in' : 'A name looked up';
  return status === null ? `${what}: no answer after ${formatMs(ms)}` : `${what}: ${status} in ${formatMs(ms)}`;
}
