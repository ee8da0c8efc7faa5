// The Health screen: whether Modkeep has what it needs, what mends it where not, and how it has done.
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { HealthView } from '../../../shared/contract/health.ts';
import { formatRelative, formatUtc } from '../../lib/format.ts';
import { useMinute, useServices } from '../../lib/services.tsx';
import { openScreen } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../settings/card.tsx';
import { CheckList, StateMark } from './check-list.tsx';
import { ConnectionTest, type TestResult } from './connection-test.tsx';
import { AlertCard } from '../alerts/alert-card.tsx';
import { useAlerts } from '../alerts/use-alerts.ts';
import { Figures } from './figures.tsx';
import { ReportCard } from './report-card.tsx';
import { overall } from './health-words.ts';
import { useFix } from './use-fix.ts';
import { useHealth } from './use-health.ts';
import { Failure } from '../../ui/failure.tsx';

/** Alerts that are over and still worth a line. */
const HISTORY = 50;

export function HealthScreen() {
  const { bridge } = useServices();
  const [result, setResult] = useState<TestResult | null>(null);
  const [isTesting, setTesting] = useState(false);
  const test = async (): Promise<void> => {
    setTesting(true);
    const reply = await bridge.call('health.test', {});
    setTesting(false);
    setResult(reply.ok ? { ...reply.value, error: null } : { calls: [], error: reply.error });
  };
  const { value, error } = useHealth(result);
  const alerts = useAlerts(HISTORY);
  const fix = useFix(() => void test());
  const sum = value === null ? null : overall(value);
  return (
    <section aria-label="Health" className="@container/health min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-250 flex-col gap-3 px-4 py-4 max-sm:px-3">
        {error !== null && <Failure error={error} look="box" />}
        {alerts.value !== null && <AlertCard value={alerts.value} isTesting={isTesting} onFix={fix} />}
        {sum !== null && value !== null && (
          <Card title="Self-check" aside={<StateMark state={sum.state} word={sum.words} />}>
            <CheckList checks={value.checks} isTesting={isTesting} onFix={fix} />
            <ConnectionTest result={result} />
          </Card>
        )}
        <Figures checks={value?.checks ?? []} />
        {value !== null && <Tokens tokens={value.tokens} />}
        <ReportCard />
        <LogCard />
      </div>
    </section>
  );
}

/** The way to what Modkeep wrote down about itself. */
function LogCard() {
  const { store } = useServices();
  return (
    <Card
      title="Log"
      text="Every act, every job and every fault, one line each, without secrets."
      aside={
        <Button onClick={() => openScreen(store, 'log')}>
          <ScrollText size={14} aria-hidden="true" /> Open the log
        </Button>
      }
    >
      {null}
    </Card>
  );
}

function Tokens({ tokens }: { readonly tokens: HealthView['tokens'] }) {
  const now = useMinute();
  if (tokens.length === 0) return null;
  return (
    <Card title="Sign-ins" text="Modkeep renews each by itself before it ends.">
      <ul aria-label="When sign-ins end">
        {tokens.map(({ accountId, name, expiresAt }) => (
          <li key={accountId} className="flex flex-wrap gap-x-2 py-0.5">
            <b className="font-medium">{name}</b>
            <span className="text-mute" title={formatUtc(expiresAt)}>
              {expiresAt === null ? 'end not known yet' : `token ends ${formatRelative(expiresAt, now)}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
