// What an alert says: what is so, what was measured, what to do. Pure.
import type { AlertRule } from '../../shared/alerts.ts';
import { lengthOf, sizeOf } from '../lib/measures.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';

interface Words {
  readonly title: string;
  /** One sentence with the value in it. */
  readonly measured: (value: number) => string;
  readonly advice: string;
}

/** Of each rule, by the name of the channel that it concerns; empty where it concerns none. */
const WORDS: Readonly<Record<AlertRule, (name: string) => Words>> = {
  error_rate: () => ({
    title: 'Many acts fail',
    measured: (share) => `${tidy(share)} % of the acts of the last five minutes failed.`,
    advice: 'Stop everything if they should not go on; the errors below say why they fail.',
  }),
  error_rate_early: () => ({
    title: 'Some acts fail',
    measured: (share) => `${tidy(share)} % of the acts of the last five minutes failed.`,
    advice: 'The errors below say why.',
  }),
  failed_bans: () => ({
    title: 'Bans or unbans failed',
    measured: (count) => `${times(count, 'act')} failed in the last ten minutes.`,
    advice: 'Nobody was banned or let in by them. The errors below say why; then try again.',
  }),
  refused: () => ({
    title: 'Many attempts were refused',
    measured: (count) =>
      `${times(count, 'attempt')} in the last ten minutes met a missing right or a limit of Modkeep’s own.`,
    advice: 'If that was not you, look at who has a key to this installation.',
  }),
  unconfirmed: (name) => ({
    title: `Not confirmed in ${name}`,
    measured: (count) => `Twitch said yes to ${times(count, 'act')} of the last hour and has not shown it.`,
    advice: 'It is marked in Activity. Look whether it holds, and do it again if not.',
  }),
  p95: () => ({
    title: 'Twitch answers slowly',
    measured: (ms) => `One act in twenty waits ${seconds(ms)} or longer for its answer.`,
    advice: 'Test the connection. Bulk jobs take longer until it is better.',
  }),
  twitch_errors: () => ({
    title: 'Twitch has trouble',
    measured: (count) => `${tidy(count)} requests a minute met an error of Twitch’s, or no answer.`,
    advice: 'Modkeep keeps trying. Test the connection.',
  }),
  rate_limited: () => ({
    title: 'Twitch asks to slow down',
    measured: (share) => `${tidy(share)} % of the requests of the last five minutes were over its limit.`,
    advice: 'Modkeep waits as long as Twitch says. Other programs with the same account use the same limit.',
  }),
  live_down: (name) => ({
    title: `${name} is not heard live`,
    measured: (since) => `For ${lengthOf(since * SECOND_MS)} Twitch has told nothing of it as it happens.`,
    advice: 'What happens meanwhile is found when the list is read, without who did it.',
  }),
  sync_failing: (name) => ({
    title: `The list of ${name} cannot be read`,
    measured: (minutes) => `For ${lengthOf(minutes * MINUTE_MS)} no full read has succeeded.`,
    advice: 'Modkeep keeps trying, and removes nobody meanwhile.',
  }),
  database: () => ({
    title: 'The database has trouble',
    measured: (count) => `${times(count, 'problem')} in the last five minutes: something could not be saved or read.`,
    advice: 'The line Database says what it is. Make a copy before anything else.',
  }),
  disk: () => ({
    title: 'The disk is nearly full',
    measured: (megabytes) => `${sizeOf(megabytes * 1e6)} are left where Modkeep keeps its data.`,
    advice: 'Free some space: without any, nothing more can be saved.',
  }),
  clock: () => ({
    title: 'This machine’s clock is wrong',
    measured: (off) => `It is ${lengthOf(off * SECOND_MS)} away from Twitch’s.`,
    advice: 'Modkeep goes by Twitch’s. Set the clock in the system’s settings.',
  }),
};

/** `name`: of the channel that it concerns; empty where it concerns none. */
export function wordsOf(rule: AlertRule, name: string): Words {
  return WORDS[rule](name);
}

function tidy(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 1 : 0)));
}

function times(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function seconds(ms: number): string {
  return ms < SECOND_MS ? `${Math.round(ms)} ms` : `${Number((ms / SECOND_MS).toFixed(1))} s`;
}
