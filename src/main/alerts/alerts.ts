// Holds what is measured against the rules, every other second: raises an alert once, clears it once, and tells both in
// the ways that the rule allows. Knows neither how anything is measured nor how it is delivered.
import type { AlertView } from '../../shared/contract/alerts.ts';
import type { CheckFix } from '../../shared/contract/health.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { ALERTS, type AlertRule } from '../../shared/alerts.ts';
import { fail } from '../../shared/errors.ts';
import { newId } from '../lib/id.ts';
import { isoOrNull, SECOND_MS, toIso } from '../lib/time.ts';
import { step, type Gauge } from './hysteresis.ts';
import { createAlertRecord, type Alert } from './record.ts';
import { createRules, type Rule, type RulesDeps } from './rules.ts';
import type { Clock } from '../lib/clock.ts';
import { createTelling, type TellingDeps } from './telling.ts';
import { wordsOf } from './words.ts';

/** One value as it stands now; `value` null where it cannot be told. */
export interface Reading {
  readonly rule: AlertRule;
  readonly channelId: string | null;
  readonly value: number | null;
}

export interface Alerts {
  list(input: Parsed<'alerts.list'>): Output<'alerts.list'>;
  set(input: Parsed<'alerts.set'>, by: string): Output<'alerts.set'>;
  mute(input: Parsed<'alerts.mute'>, by: string): Output<'alerts.mute'>;
  /** Throws NOT_FOUND for what is not raised. */
  acknowledge(input: Parsed<'alerts.acknowledge'>): Output<'alerts.acknowledge'>;
  /** Whether a rule wants to know whether somebody streams. */
  wantsQuiet(): boolean;
  /** The machine was away: what was about to be said counts from now on. */
  onResume(): void;
  /** Measures until the returned function is called. */
  follow(): () => void;
}

export interface AlertsDeps extends RulesDeps, TellingDeps {
  readonly clock: Clock;
  readonly read: () => readonly Reading[];
  readonly fixOf: (rule: AlertRule, channelId: string | null) => CheckFix | null;
  /** Whether one of the own channels is streaming, as far as known. */
  readonly isStreaming: () => boolean;
}

const TICK_MS = 2 * SECOND_MS;

/** How one thing that a rule watches stands; `value` as last known. */
interface Watched {
  readonly gauge: Gauge;
  readonly value: number | null;
  readonly alert: Alert | null;
}

export function createAlerts(deps: AlertsDeps): Alerts {
  const { clock, bus, log } = deps;
  const rules = createRules(deps);
  const record = createAlertRecord(deps);
  const telling = createTelling(deps);
  const watched = new Map<string, Watched>();
  for (const alert of record.raised()) {
    const gauge = { isWrong: true, since: clock.monotonic(), isRaised: true };
    watched.set(keyOf(alert.rule, alert.channelId), { gauge, value: null, alert });
  }

  function raise(rule: Rule, channelId: string, value: number): Alert {
    const ways = waysNow(rule);
    const alert: Alert = {
      id: newId(clock.now()),
      rule: rule.rule,
      channelId,
      raisedAt: clock.now(),
      clearedAt: null,
      worst: value,
      threshold: rule.raise,
      acknowledgedAt: null,
      isTold: ways.toast,
    };
    record.put(alert);
    log.warn('an alert was raised', { rule: rule.rule, channelId, value });
    telling.add(alert, false, ways);
    return alert;
  }

  function clear(alert: Alert): void {
    record.put({ ...alert, clearedAt: clock.now() });
    log.info('an alert is over', { rule: alert.rule, channelId: alert.channelId });
    telling.add(alert, true, waysNow(rules.get(alert.rule)));
  }

  function waysNow({ isMuted, isOn, ways }: Rule): { toast: boolean; system: boolean; discord: boolean } {
    const isTold = isOn && !isMuted;
    const isQuiet = ways.quietWhileStreaming && deps.isStreaming();
    return {
      toast: isTold && ways.toast && !isQuiet,
      system: isTold && ways.system && !isQuiet,
      discord: isTold && ways.discord,
    };
  }

  /** True when an alert was raised or is over. */
  function measure(rule: Rule, { channelId, value }: Reading): boolean {
    const key = keyOf(rule.rule, channelId ?? '');
    const now = clock.monotonic();
    const before = watched.get(key) ?? { gauge: { isWrong: false, since: now, isRaised: false }, value, alert: null };
    const { wrong } = ALERTS[rule.rule];
    const gauge = isOutranked(rule.rule)
      ? { isWrong: before.gauge.isRaised, since: now, isRaised: before.gauge.isRaised }
      : step(before.gauge, value, rule, wrong, now);
    let { alert } = before;
    if (gauge.isRaised && alert === null && value !== null) alert = raise(rule, channelId ?? '', value);
    else if (!gauge.isRaised && alert !== null) {
      clear(alert);
      alert = null;
    } else if (alert !== null && value !== null) alert = { ...alert, worst: worseOf(wrong, alert.worst, value) };
    watched.set(key, { gauge, value: value ?? before.value, alert });
    return (alert === null) !== (before.alert === null);
  }

  /** Where much is wrong, that it began with less need not be said as well. */
  function isOutranked(rule: AlertRule): boolean {
    return rule === 'error_rate_early' && watched.get(keyOf('error_rate', ''))?.gauge.isRaised === true;
  }

  function run(): void {
    record.catchUp();
    const readings = Map.groupBy(deps.read(), ({ rule }) => rule);
    const seen = new Set<string>();
    let isChanged = false;
    for (const rule of rules.all()) {
      if (!rule.isOn) continue;
      for (const reading of readings.get(rule.rule) ?? []) {
        seen.add(keyOf(rule.rule, reading.channelId ?? ''));
        isChanged = measure(rule, reading) || isChanged;
      }
    }
    // A rule that was switched off, or a channel that is not watched any more.
    for (const [key, { alert }] of watched) {
      if (seen.has(key)) continue;
      if (alert !== null) clear(alert);
      watched.delete(key);
      isChanged ||= alert !== null;
    }
    telling.flush(clock.now());
    if (isChanged) bus.emit({ type: 'alerts.changed' });
  }

  function tick(): void {
    try {
      run();
    } catch (error) {
      log.error('the alerts could not be looked after', { error: String(error) });
    }
  }

  const nameOf = ({ channelId }: Alert): string => (channelId === '' ? '' : deps.nameOf(channelId));

  function view(alert: Alert, value: number | null): AlertView {
    const { rule, channelId, worst, raisedAt, clearedAt, acknowledgedAt } = alert;
    const { title, measured, advice } = wordsOf(rule, nameOf(alert));
    const isOver = clearedAt !== null;
    const { isMuted } = rules.get(rule);
    return {
      id: alert.id,
      rule,
      channelId: channelId || null,
      severity: ALERTS[rule].severity,
      title,
      text: isOver ? measured(worst) : `${measured(value ?? worst)} ${advice}`,
      value: isOver ? null : value,
      worst,
      threshold: alert.threshold,
      raisedAt: toIso(raisedAt),
      clearedAt: isoOrNull(clearedAt),
      acknowledgedAt: isoOrNull(acknowledgedAt),
      isTold: alert.isTold && !isMuted,
      isMuted,
      fix: isOver ? null : deps.fixOf(rule, channelId || null),
    };
  }

  /** The worst of all channels. */
  function valueOf(rule: AlertRule): number | null {
    const values = [...watched].flatMap(([key, { value }]) =>
      key.startsWith(`${rule} `) && value !== null ? [value] : [],
    );
    const { wrong } = ALERTS[rule];
    return values.length === 0 ? null : values.reduce((one, other) => worseOf(wrong, one, other));
  }

  const raised = (): (Watched & { readonly alert: Alert })[] =>
    [...watched.values()].flatMap(({ alert, ...rest }) => (alert === null ? [] : [{ ...rest, alert }]));

  return {
    list: ({ history }) => ({
      alerts: raised()
        .toSorted((one, other) => other.alert.raisedAt - one.alert.raisedAt)
        .map(({ alert, value }) => view(alert, value)),
      history: record.over(history).map((alert) => view(alert, null)),
      rules: rules.all().map((rule) => ({ ...rule, value: valueOf(rule.rule) })),
    }),
    set(input, by) {
      const rule = rules.set(input, by);
      tick();
      return { rule: { ...rule, value: valueOf(rule.rule) } };
    },
    mute(input, by) {
      return { rule: { ...rules.mute(input, by), value: valueOf(input.rule) } };
    },
    acknowledge({ alertId }) {
      const found = [...watched].find(([, { alert }]) => alert?.id === alertId);
      const alert = found?.[1].alert ?? null;
      if (found === undefined || alert === null)
        throw fail('NOT_FOUND', 'This alert is over already.', { what: 'alert', id: alertId });
      const seen = { ...alert, acknowledgedAt: alert.acknowledgedAt ?? clock.now() };
      watched.set(found[0], { ...found[1], alert: seen });
      record.put(seen);
      bus.emit({ type: 'alerts.changed' });
      return { alert: view(seen, found[1].value) };
    },
    wantsQuiet: () => rules.all().some(({ isOn, ways }) => isOn && ways.quietWhileStreaming),
    onResume() {
      for (const [key, one] of watched)
        watched.set(key, { ...one, gauge: { ...one.gauge, isWrong: one.gauge.isRaised, since: clock.monotonic() } });
    },
    follow: () => clock.every(TICK_MS, tick),
  };
}

function keyOf(rule: AlertRule, channelId: string): string {
  return `${rule} ${channelId}`;
}

function worseOf(wrong: 'above' | 'below', one: number, other: number): number {
  return wrong === 'above' ? Math.max(one, other) : Math.min(one, other);
}
