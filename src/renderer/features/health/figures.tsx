// What came of what Modkeep did: targets, errors with what to do, release criteria, and every figure in a line.
import { useState } from 'react';
import type { HealthView, MetricsView, Range } from '../../../shared/contract/health.ts';
import { formatCount, formatUtc, formatWhenLong } from '../../lib/format.ts';
import { describeError, fullLine, oneLine } from '../../lib/messages.ts';
import { useApp, useMinute, useWhyNot } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Chip } from '../../ui/button.tsx';
import { WhatIsThis } from '../../ui/what-is-this.tsx';
import { Card } from '../settings/card.tsx';
import { StateMark } from './check-list.tsx';
import { criteriaOf, figuresOf, RANGE_WORDS } from './health-words.ts';
import { KpiTiles } from './kpi-tiles.tsx';

export function Figures({ checks }: { readonly checks: HealthView['checks'] }) {
  const [range, setRange] = useState<Range>('24h');
  const why = useWhyNot('metrics.get');
  const minute = useMinute();
  const { value, error } = useQuery('metrics.get', why === null ? { range } : null, minute, true);
  if (why !== null)
    return (
      <Card title="Figures">
        <p className="text-mute">{why}</p>
      </Card>
    );
  return (
    <>
      <div role="group" aria-label="Stretch of time" className="flex flex-wrap gap-1.5">
        {(Object.keys(RANGE_WORDS) as Range[]).map((one) => (
          <Chip key={one} isOn={one === range} onClick={() => setRange(one)}>
            {RANGE_WORDS[one]}
          </Chip>
        ))}
      </div>
      {error !== null && (
        <p role="alert" className="text-danger">
          {fullLine(describeError(error))}
        </p>
      )}
      {value !== null && (
        <>
          <Card title="Targets">
            <KpiTiles kpis={value.kpis} />
          </Card>
          <Card title="Errors">
            <Errors metrics={value} />
          </Card>
          <Criteria metrics={value} checks={checks} />
          <Card title="All figures">
            <dl className="grid grid-cols-[11rem_minmax(0,1fr)] gap-x-3 gap-y-1 @max-[30rem]/health:grid-cols-1">
              {figuresOf(value).map(({ word, text }) => (
                <div key={word} className="contents">
                  <dt className="text-mute">{word}</dt>
                  <dd className="@max-[30rem]/health:pb-1">{text}</dd>
                </div>
              ))}
            </dl>
            <Endpoints metrics={value} />
          </Card>
        </>
      )}
    </>
  );
}

function Errors({ metrics: { errors } }: { readonly metrics: MetricsView }) {
  const now = useMinute();
  if (errors.length === 0) return <p className="text-mute">None in this time.</p>;
  return (
    <ul aria-label="Errors by code">
      {errors.map(({ code, count, last }) => (
        <li key={code} className="border-t border-line py-1.5 first:border-t-0">
          <div className="flex flex-wrap items-baseline gap-x-2">
            <b className="font-mono text-xs font-semibold wrap-anywhere">{code}</b>
            <span>{formatCount(count)}×</span>
            {last !== null && (
              <span className="text-mute" title={formatUtc(last.at)}>
                last {formatWhenLong(last.at, Math.max(now, Date.parse(last.at)))} in {last.where}
              </span>
            )}
          </div>
          {last !== null && (
            <div>
              {describeError(last.error).title}. <span className="text-mute">{oneLine(describeError(last.error))}</span>{' '}
              <WhatIsThis code={code} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Criteria({ metrics, checks }: { readonly metrics: MetricsView; readonly checks: HealthView['checks'] }) {
  const hasBrakes = useApp((state) => state.settings?.brakesEnabled ?? null);
  return (
    <Card title="Release criteria" text="What each step of a roll-out asks for, measured over this time.">
      <ul aria-label="Release criteria">
        {criteriaOf(metrics, checks, hasBrakes).map(({ words, isMet }) => (
          <li key={words} className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 py-0.5">
            <StateMark
              state={isMet === null ? 'note' : isMet ? 'ok' : 'bad'}
              word={isMet === null ? 'Not known' : isMet ? 'Met' : 'Missed'}
            />
            <span>{words}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Endpoints({ metrics: { twitch } }: { readonly metrics: MetricsView }) {
  if (twitch.endpoints.length === 0) return null;
  return (
    <details className="pt-2">
      <summary className="w-fit cursor-pointer rounded-sm text-mute hover:text-ink">
        Requests by endpoint and answer
      </summary>
      <table className="mt-1 w-full text-left">
        <thead className="text-xs text-mute">
          <tr>
            <th className="py-1 font-medium">Endpoint</th>
            <th className="py-1 font-medium">Answer</th>
            <th className="py-1 text-right font-medium">Count</th>
          </tr>
        </thead>
        <tbody>
          {twitch.endpoints.map(({ endpoint, status, count }) => (
            <tr key={`${endpoint} ${status}`} className="border-t border-line">
              <td className="py-1 font-mono text-xs wrap-anywhere">{endpoint}</td>
              <td className="py-1">{status === 'none' ? 'no answer' : status}</td>
              <td className="py-1 text-right">{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
