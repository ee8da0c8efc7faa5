// The rules as somebody has changed them: values, ways, muted or off. A change and its audit row are one transaction.
import { z } from 'zod';
import { alertChange, type AlertRuleView } from '../../shared/contract/alerts.ts';
import type { Parsed } from '../../shared/contract.ts';
import { ALERT_RULES, ALERTS, ALL_WAYS, problemOf, type AlertRule } from '../../shared/alerts.ts';
import { fail } from '../../shared/errors.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Log } from '../lib/log.ts';
import { isoOrNull, SECOND_MS } from '../lib/time.ts';

/** A rule in force, without what was measured. */
export type Rule = Omit<AlertRuleView, 'value'>;

export interface Rules {
  get(rule: AlertRule): Rule;
  all(): readonly Rule[];
  /** Throws INVALID_REQUEST when the values do not make sense together. */
  set(input: Parsed<'alerts.set'>, by: string): Rule;
  mute(input: Parsed<'alerts.mute'>, by: string): Rule;
}

export interface RulesDeps {
  readonly db: Database;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly bus: Bus;
  readonly log: Log;
  readonly now: () => number;
}

/** Epoch ms, or for good. */
const stored = alertChange.extend({ mutedUntil: z.union([z.number(), z.literal('forever')]).optional() });
type RuleChange = z.output<typeof stored>;

export function createRules({ db, audit, bus, log, now }: RulesDeps): Rules {
  const save = db.sqlite.prepare(
    `INSERT INTO alert_rule (rule, change, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (rule) DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at`,
  );
  const remove = db.sqlite.prepare('DELETE FROM alert_rule WHERE rule = ?');
  const changes = load();

  function load(): Map<AlertRule, RuleChange> {
    const found = new Map<AlertRule, RuleChange>();
    const rows = db.sqlite.prepare<[], { rule: AlertRule; change: string }>('SELECT rule, change FROM alert_rule');
    for (const { rule, change } of rows.all()) {
      const parsed = readChange(change);
      if (parsed === null || !ALERT_RULES.includes(rule) || problemOf(rule, { ...ALERTS[rule], ...given(parsed) }))
        log.warn('a stored alert rule was not valid and is ignored', { rule });
      else found.set(rule, parsed);
    }
    return found;
  }

  function get(rule: AlertRule): Rule {
    const { raise, clear, holdSeconds } = ALERTS[rule];
    const change = changes.get(rule) ?? {};
    const { mutedUntil } = change;
    const isMuted = mutedUntil === 'forever' || (mutedUntil !== undefined && mutedUntil > now());
    return {
      rule,
      raise: change.raise ?? raise,
      clear: change.clear ?? clear,
      holdSeconds: change.holdSeconds ?? holdSeconds,
      isOn: change.isOn ?? true,
      ways: { ...ALL_WAYS, ...given(change.ways ?? {}) },
      isMuted,
      mutedUntil: isMuted && typeof mutedUntil === 'number' ? isoOrNull(mutedUntil) : null,
      isDefault: Object.keys(given({ ...change, mutedUntil: isMuted ? mutedUntil : undefined })).length === 0,
    };
  }

  function put(rule: AlertRule, change: RuleChange, by: string): Rule {
    const kept = given(change);
    const isDefault = Object.keys(kept).length === 0;
    db.immediate(() => {
      audit.append({
        at: now(),
        moderatorId: null,
        moderatorLogin: by,
        action: 'change_settings',
        contentType: 'settings',
        contentId: 'alerts',
        contentName: null,
        channelId: null,
        reason: '',
        metadata: { names: [`alerts.${rule}`], change: kept },
      });
      if (isDefault) remove.run(rule);
      else save.run(rule, JSON.stringify(kept), now());
    });
    changes.set(rule, kept);
    bus.emit({ type: 'audit.changed' });
    bus.emit({ type: 'alerts.changed' });
    return get(rule);
  }

  return {
    get,
    all: () => ALERT_RULES.map((rule) => get(rule)),
    set({ rule, change }, by) {
      if (change === null) return put(rule, {}, by);
      const before = changes.get(rule) ?? {};
      const after = { ...before, ...given(change), ways: { ...before.ways, ...given(change.ways ?? {}) } };
      const problem = problemOf(rule, { ...ALERTS[rule], ...given(after) });
      if (problem !== null)
        throw fail('INVALID_REQUEST', `${problem.field}: ${problem.text}`, { field: problem.field });
      return put(rule, withoutDefaults(rule, after), by);
    },
    mute({ rule, isMuted, seconds }, by) {
      const { mutedUntil: _old, ...change } = changes.get(rule) ?? {};
      const until = seconds === undefined ? 'forever' : now() + seconds * SECOND_MS;
      return put(rule, isMuted ? { ...change, mutedUntil: until } : change, by);
    },
  };
}

function readChange(text: string): RuleChange | null {
  try {
    return stored.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What is as it comes need not be remembered. */
function withoutDefaults(rule: AlertRule, change: RuleChange): RuleChange {
  const usual: Readonly<Record<string, unknown>> = { ...ALERTS[rule], isOn: true };
  const ways = Object.fromEntries(
    Object.entries(given(change.ways ?? {})).filter(([way, isOn]) => ALL_WAYS[way as keyof typeof ALL_WAYS] !== isOn),
  );
  const plain = Object.entries(given(change)).filter(([name, one]) => name !== 'ways' && usual[name] !== one);
  return { ...Object.fromEntries(plain), ...(Object.keys(ways).length === 0 ? {} : { ways }) };
}

/** Only what is there: a field that is undefined changes nothing. */
function given<T extends object>(change: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, one]) => one !== undefined)) as never;
}
