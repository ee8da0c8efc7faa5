// What is wrong right now: since when, how much, what to do, the button that mends it. Below, what was.
import { Bell, BellOff, CircleAlert, Eye, Info, Settings2, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { AlertView } from '../../../shared/contract/alerts.ts';
import type { CheckFix } from '../../../shared/contract/health.ts';
import { isAllowed } from '../../../shared/permissions.ts';
import { valueWords } from '../../lib/alert-words.ts';
import { formatDuration, formatUtc, formatWhenLong, plural } from '../../lib/format.ts';
import { useApp, useMay, useNow, useServices } from '../../lib/services.tsx';
import { openSettings } from '../../lib/store.ts';
import type { Output } from '../../../shared/contract.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card } from '../settings/card.tsx';
import { FIX_WORDS } from '../health/health-words.ts';
import { MuteMenu } from './mute-menu.tsx';

const SEVERITIES = {
  danger: { icon: CircleAlert, word: 'Serious', tone: 'text-danger' },
  warning: { icon: TriangleAlert, word: 'Warning', tone: 'text-warn' },
  info: { icon: Info, word: 'Note', tone: 'text-info' },
} as const;

export function AlertCard({
  value: { alerts, history, rules },
  isTesting,
  onFix,
}: {
  readonly value: Output<'alerts.list'>;
  readonly isTesting: boolean;
  readonly onFix: (fix: CheckFix) => void;
}) {
  const { store } = useServices();
  const isLooked = useApp((state) => state.healthPlace === 'alerts');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isLooked) return;
    place.current?.scrollIntoView({ block: 'nearest' });
    place.current?.focus({ preventScroll: true });
    store.setState({ healthPlace: null });
  }, [isLooked, store]);
  const muted = rules.filter(({ isMuted, isOn }) => isMuted || !isOn).length;
  return (
    <div ref={place} tabIndex={-1} className="rounded-lg outline-offset-2">
      <Card
        title="Alerts"
        aside={
          <IconButton label="Alert rules in the settings" onClick={() => openSettings(store, 'alerts')}>
            <Settings2 size={14} />
          </IconButton>
        }
      >
        {alerts.length === 0 ? (
          <p className="text-mute">
            None is raised.{muted > 0 && ` ${plural(muted, 'rule is', 'rules are')} muted or off.`}
          </p>
        ) : (
          <ul aria-label="Raised alerts">
            {alerts.map((alert) => (
              <Line
                key={alert.id}
                alert={alert}
                isMuted={rules.some(({ rule, isMuted }) => rule === alert.rule && isMuted)}
                isBusy={isTesting && alert.fix?.kind === 'test'}
                onFix={onFix}
              />
            ))}
          </ul>
        )}
        <Past history={history} />
      </Card>
    </div>
  );
}

function Line({
  alert,
  isMuted,
  isBusy,
  onFix,
}: {
  readonly alert: AlertView;
  readonly isMuted: boolean;
  readonly isBusy: boolean;
  readonly onFix: (fix: CheckFix) => void;
}) {
  const caller = useApp((state) => state.caller);
  const { severity, title, text, fix } = alert;
  const { icon: Icon, word, tone } = SEVERITIES[severity];
  const button = fix === null ? null : FIX_WORDS[fix.kind];
  const may = button !== null && (button.needs === null || isAllowed(caller, button.needs));
  return (
    <li
      aria-label={title}
      className="grid grid-cols-[5.5rem_minmax(0,1fr)_auto] gap-x-3 gap-y-1 border-t border-line px-2 py-2 first:border-t-0 @max-[36rem]/health:grid-cols-[minmax(0,1fr)]"
    >
      <span className={`inline-flex h-7 items-center gap-1.5 font-semibold ${tone}`}>
        <Icon size={14} className="shrink-0" aria-hidden="true" />
        {word}
      </span>
      <span className="min-w-0 wrap-anywhere">
        <span className="flex min-h-7 flex-wrap items-center gap-x-2">
          <b className="font-semibold">{title}</b>
          <Figure alert={alert} />
        </span>
        <span className="block text-mute">{text}</span>
      </span>
      <span className="flex flex-wrap items-start justify-end gap-1 @max-[36rem]/health:justify-start">
        {may && fix !== null && (
          <Button
            look={fix.kind === 'stop' ? 'danger' : 'plain'}
            disabled={isBusy}
            aria-label={`${button.word}: ${title}`}
            onClick={() => onFix(fix)}
          >
            {isBusy ? 'Testing' : button.word}
          </Button>
        )}
        <Seen alert={alert} />
        <MuteMenu rule={alert.rule} isMuted={isMuted} label={isMuted ? `Muted: ${title}` : `Mute: ${title}`}>
          {isMuted ? <BellOff size={14} aria-hidden="true" /> : <Bell size={14} aria-hidden="true" />}
        </MuteMenu>
      </span>
    </li>
  );
}

/** `for 3m 12s · 12 %, raised from 10 %`. */
function Figure({ alert: { rule, raisedAt, value, worst, threshold } }: { readonly alert: AlertView }) {
  const now = useNow();
  const lasts = formatDuration(Math.max(0, Math.floor((now - Date.parse(raisedAt)) / 1000)));
  return (
    <span className="text-xs text-mute">
      <time dateTime={raisedAt} title={formatUtc(raisedAt)}>
        for {lasts}
      </time>
      {' · '}
      {value === null ? `at worst ${valueWords(rule, worst)}` : `now ${valueWords(rule, value)}`}, raised from{' '}
      {valueWords(rule, threshold)} on
    </span>
  );
}

function Seen({ alert: { id, title, acknowledgedAt } }: { readonly alert: AlertView }) {
  const { bridge, say } = useServices();
  const may = useMay('alerts.acknowledge');
  if (acknowledgedAt !== null)
    return (
      <span className="inline-flex h-7 items-center gap-1.5 px-2.5 text-mute" title={formatUtc(acknowledgedAt)}>
        <Eye size={14} aria-hidden="true" /> Seen
      </span>
    );
  if (!may) return null;
  const acknowledge = async (): Promise<void> => {
    const reply = await bridge.call('alerts.acknowledge', { alertId: id });
    if (!reply.ok) say.failed(reply.error);
  };
  return (
    <Button
      look="quiet"
      title="It stays here until it is over, and is not counted any more."
      aria-label={`Mark as seen: ${title}`}
      onClick={() => void acknowledge()}
    >
      Mark as seen
    </Button>
  );
}

function Past({ history }: { readonly history: readonly AlertView[] }) {
  const now = useNow();
  if (history.length === 0) return null;
  return (
    <details className="pt-2">
      <summary className="w-fit cursor-pointer rounded-sm text-mute hover:text-ink">
        {`What was: ${plural(history.length, 'alert', 'alerts')}`}
      </summary>
      <ul aria-label="Alerts that are over" className="pt-1">
        {history.map(({ id, rule, title, raisedAt, clearedAt, worst }) => (
          <li key={id} className="flex flex-wrap gap-x-2 border-t border-line py-1 first:border-t-0">
            <time dateTime={raisedAt} title={formatUtc(raisedAt)} className="w-32 text-mute">
              {formatWhenLong(raisedAt, Math.max(now, Date.parse(raisedAt)))}
            </time>
            <span>{title}</span>
            <span className="text-mute">
              for {formatDuration(Math.max(0, (Date.parse(clearedAt ?? raisedAt) - Date.parse(raisedAt)) / 1000))}, at
              worst {valueWords(rule, worst)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
