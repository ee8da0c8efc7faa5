// Alerts as the core tells them: none raised where all is well, three where much is broken, one of them muted.
import type { AlertRuleView, AlertView } from '../../src/shared/contract/alerts.ts';
import type { Reply } from '../../src/shared/contract.ts';
import { ALERT_RULES, ALERTS, ALL_WAYS, type AlertRule } from '../../src/shared/alerts.ts';
import type { Input, Scenario } from './fixture-frame.ts';
import { iso, OWNER, uuid } from './fixture-world.ts';

const shape = { channelId: null, clearedAt: null, acknowledgedAt: null, isTold: true, isMuted: false, fix: null };

function alertsOf(scenario: Scenario): readonly AlertView[] {
  if (scenario !== 'error') return [];
  return [
    {
      ...shape,
      id: uuid(801),
      rule: 'error_rate',
      severity: 'danger',
      title: 'Many acts fail',
      text: '14 % of the acts of the last five minutes failed. Stop everything if they should not go on; the errors below say why they fail.',
      value: 14,
      worst: 19,
      threshold: 10,
      raisedAt: iso(Date.now() - 400_000),
      fix: { kind: 'stop' },
    },
    {
      ...shape,
      id: uuid(802),
      rule: 'live_down',
      channelId: OWNER.id,
      severity: 'warning',
      title: 'eggiebert is not heard live',
      text: 'For 6 min Twitch has told nothing of it as it happens. What happens meanwhile is found when the list is read, without who did it.',
      value: 371,
      worst: 371,
      threshold: 60,
      raisedAt: iso(Date.now() - 311_000),
      fix: { kind: 'reading', channelId: OWNER.id },
    },
    {
      ...shape,
      id: uuid(803),
      rule: 'disk',
      severity: 'danger',
      title: 'The disk is nearly full',
      text: '212 MB are left where Modkeep keeps its data. Free some space: without any, nothing more can be saved.',
      value: 212,
      worst: 209,
      threshold: 500,
      raisedAt: iso(Date.now() - 86_000_000),
      acknowledgedAt: iso(Date.now() - 80_000_000),
      isMuted: true,
      isTold: false,
      fix: { kind: 'show-data' },
    },
  ];
}

function pastOf(scenario: Scenario): readonly AlertView[] {
  if (scenario === 'empty') return [];
  return [
    {
      ...shape,
      id: uuid(810),
      rule: 'rate_limited',
      severity: 'warning',
      title: 'Twitch asks to slow down',
      text: '31 % of the requests of the last five minutes were over its limit.',
      value: null,
      worst: 31,
      threshold: 20,
      raisedAt: iso(Date.now() - 9_000_000),
      clearedAt: iso(Date.now() - 8_700_000),
    },
  ];
}

function ruleOf(rule: AlertRuleView['rule'], scenario: Scenario): AlertRuleView {
  const { raise, clear, holdSeconds } = ALERTS[rule];
  const raised = alertsOf(scenario).find((alert) => alert.rule === rule);
  const isMuted = raised?.isMuted ?? false;
  return {
    rule,
    raise,
    clear,
    holdSeconds,
    isOn: true,
    ways: ALL_WAYS,
    isMuted,
    mutedUntil: null,
    isDefault: !isMuted,
    value: raised?.value ?? (scenario === 'empty' ? null : rule === 'disk' ? 78_800 : 0),
  };
}

export function alertAnswers(scenario: Scenario): Record<string, (input: Input) => Reply<unknown>> {
  const ok = (value: unknown): Reply<unknown> => ({ ok: true, value });
  const one = (input: Input): Reply<unknown> =>
    ok({ rule: ruleOf((input as unknown as { rule: AlertRule }).rule, scenario) });
  return {
    'alerts.list': (input) =>
      ok({
        alerts: alertsOf(scenario),
        history: pastOf(scenario).slice(0, (input as { history?: number }).history ?? 0),
        rules: ALERT_RULES.map((rule) => ruleOf(rule, scenario)),
      }),
    'alerts.set': one,
    'alerts.mute': one,
    'alerts.acknowledge': () => ok({ alert: alertsOf(scenario)[0] }),
  };
}
