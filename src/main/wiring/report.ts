// The diagnostic report: asks every room what it knows, and goes on where one cannot answer, because that is when a report
// is wanted. The last step takes out what is, or looks like, a secret.
import type { Output, Parsed } from '../../shared/contract.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { AppInfo } from '../../shared/model.ts';
import type { OwnParts } from '../about.ts';
import { featuresOf } from '../accounts/features.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Syncs } from '../bans/sync.ts';
import type { Channels } from '../channels/channels.ts';
import {
  accountLines,
  channelLines,
  checkLines,
  errorLines,
  figureLines,
  jobLines,
  limitLines,
  logLines,
  reportName,
  reportText,
  testLines,
  type ReportSection,
} from '../insight/report-text.ts';
import { proposeSeverity } from '../insight/report-severity.ts';
import { redact } from '../lib/redact.ts';
import type { Base } from './base.ts';

export interface ReportDeps extends Pick<OwnParts, 'health' | 'readLog' | 'versions'> {
  readonly accounts: Pick<Accounts, 'list'>;
  readonly channels: Pick<Channels, 'list'>;
  readonly syncs: Pick<Syncs, 'history'>;
  readonly alerts: Pick<Alerts, 'list'>;
  readonly info: () => AppInfo;
  /** Takes out the secrets that are known by value. */
  readonly scrub: (text: string) => string;
}

const MOST_CHANNELS = 30;
const MOST_JOBS = 10;
const MOST_LINES = 60;

export function createReport(
  base: Base,
  deps: ReportDeps,
): (input: Parsed<'report.get'>) => Promise<Output<'report.get'>> {
  return async ({ test }) => {
    const now = base.clock.now();
    const unreadable: string[] = [];
    const sections: ReportSection[] = [];
    /** One section; what cannot be told says why. */
    async function add(title: string, lines: () => readonly string[] | Promise<readonly string[]>): Promise<void> {
      try {
        sections.push({ title, lines: await lines() });
      } catch (error) {
        const code = error instanceof AppFailure ? error.failure.code : 'INTERNAL_ERROR';
        unreadable.push(`“${title}” (${code})`);
        sections.push({ title, lines: [`(cannot be told: ${code})`] });
      }
    }
    const accounts = deps.accounts.list();
    const channels = deps.channels.list();
    const health = deps.health.get();
    await add('Versions', () => aboutLines(deps));
    await add('Self-check', () => checkLines(health));
    await add('OAuth scopes', () => accountLines(accounts, featuresOf(accounts), health.tokens));
    await add('Channels and syncs', () =>
      channels.slice(0, MOST_CHANNELS).flatMap((channel) => channelLines(channel, deps.syncs.history(channel.id, 5))),
    );
    if (test) await add('Twitch API test', async () => testLines((await deps.health.test()).calls));
    await add('Rate limits', () => limitLines(base.twitch.meter.rows()));
    await add('Alerts', () => alertLines(deps.alerts));
    await add('Errors by code, last 24 hours', async () => errorLines(await deps.health.metrics('24h')));
    await add('Last failed jobs', () => jobLines(failedJobs(base)));
    await add('Figures, last 24 hours', async () => figureLines(await deps.health.metrics('24h')));
    await add('Log, last warnings and errors', async () =>
      logLines((await deps.readLog({ level: 'warn', limit: MOST_LINES })).lines),
    );
    const errors = await deps.health.metrics('1h').then(
      (metrics) => metrics.errors,
      () => [],
    );
    // Without an account there is nothing to test with: that is said once, in the self-check.
    const grave = unreadable.filter((what) => !what.includes('TWITCH_AUTH_FAILED'));
    const severity = proposeSeverity({ health, accounts, channels, errors, unreadable: grave });
    const hide = (text: string): string => redact(deps.scrub(text));
    return {
      name: reportName(now),
      text: hide(reportText(now, severity, sections)),
      severity: { ...severity, reasons: severity.reasons.map(hide) },
    };
  };
}

function aboutLines({ versions, info }: Pick<ReportDeps, 'versions' | 'info'>): readonly string[] {
  const { isDemo, acting, environment, vault, hasClientId } = info();
  return [
    ...Object.entries(versions()).map(([name, value]) => `${name}: ${value ?? '-'}`),
    `demo: ${isDemo}; client id: ${hasClientId ? 'set' : 'none'}; sign-ins kept in: ${vault}`,
    `acting: ${acting.isOn ? 'on' : 'off'} (${acting.reason}); environment: ${JSON.stringify(environment)}`,
  ];
}

function alertLines(alerts: Pick<Alerts, 'list'>): readonly string[] {
  return alerts
    .list({ history: 20 })
    .alerts.map(
      ({ rule, channelId, title, text, raisedAt, value, threshold }) =>
        `${raisedAt} ${rule}${channelId === null ? '' : ` in ${channelId}`}: ${title}. ${text} (${value ?? '-'}, raised from ${threshold})`,
    );
}

function failedJobs({ jobs }: Base): ReturnType<Base['jobs']['list']> {
  return jobs
    .list({ active: false, limit: 200 })
    .filter(({ status }) => status === 'failed' || status === 'interrupted')
    .slice(0, MOST_JOBS);
}
