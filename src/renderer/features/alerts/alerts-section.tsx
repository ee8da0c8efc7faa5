// The rules of the alerts in one table: from where on, until where, for how long; on or off, muted, and told how.
import type { Input } from '../../../shared/contract.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../settings/card.tsx';
import { RuleRow, RULE_COLUMNS } from './rule-row.tsx';
import { useAlerts } from './use-alerts.ts';

export function AlertsSection() {
  const { value, error } = useAlerts(0);
  const raised = useApp((state) => state.alerts) ?? [];
  const set = useSetRule();
  return (
    <Card
      title="Alert rules"
      text="Each is measured all the time. What is at “wrong from” for as long as “held for” raises an alert, once: Health shows it, the bar at the bottom counts it, and it is told in the ways chosen here. It is over when it has been at “right from” for as long. In between nothing changes, so a value that swings says nothing twice."
    >
      {error !== null && <Failure error={error} look="box" />}
      {value !== null && (
        <div role="table" aria-label="Alert rules" className="@container/rules">
          <div role="row" className={`${RULE_COLUMNS} py-1 text-xs font-semibold text-mute @max-[34rem]/rules:sr-only`}>
            <span role="columnheader">Rule</span>
            <span role="columnheader">Wrong from</span>
            <span role="columnheader">Right from</span>
            <span role="columnheader">Held for</span>
            <span role="columnheader">On</span>
            <span role="columnheader" className="sr-only">
              How it is told
            </span>
          </div>
          {value.rules.map((rule) => (
            <RuleRow
              key={rule.rule}
              rule={rule}
              isRaised={raised.some((alert) => alert.rule === rule.rule)}
              onChange={(change) => void set({ rule: rule.rule, change })}
            />
          ))}
        </div>
      )}
    </Card>
  );
}

function useSetRule(): (input: Input<'alerts.set'>) => Promise<void> {
  const { bridge, say } = useServices();
  return async (input) => {
    const reply = await bridge.call('alerts.set', input);
    if (!reply.ok) say.failed(reply.error);
  };
}
