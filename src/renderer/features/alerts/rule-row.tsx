// One rule: its three values as fields, checked together; on or off; the ways it is told; muted; back to the default.
import { Bell, BellOff, RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { AlertRuleView } from '../../../shared/contract/alerts.ts';
import { ALERTS, type AlertValues, type AlertWays } from '../../../shared/alerts.ts';
import {
  durationText,
  readValues,
  RULE_WORDS,
  UNIT_WORDS,
  valueText,
  valueWords,
  type TypedValues,
} from '../../lib/alert-words.ts';
import { formatRelative, formatUtc } from '../../lib/format.ts';
import { useMinute } from '../../lib/services.tsx';
import { useTyped } from '../../lib/use-typed.ts';
import { Chip, IconButton } from '../../ui/button.tsx';
import { TextField, Toggle } from '../../ui/field.tsx';
import { MuteMenu } from './mute-menu.tsx';

export const RULE_COLUMNS =
  'grid grid-cols-[minmax(0,1fr)_6rem_6rem_4.5rem_2.5rem] items-start gap-x-2 @max-[34rem]/rules:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]';

type Change = Input<'alerts.set'>['change'];

export function RuleRow({
  rule: row,
  isRaised,
  onChange,
}: {
  readonly rule: AlertRuleView;
  readonly isRaised: boolean;
  readonly onChange: (change: Change) => void;
}) {
  const { rule, isOn, isDefault } = row;
  const { title, about } = RULE_WORDS[rule];
  return (
    <div role="row" aria-label={title} className={`${RULE_COLUMNS} gap-y-2 border-t border-line py-2.5`}>
      <span role="rowheader" className="min-w-0 @max-[34rem]/rules:col-span-2">
        <span className="block font-medium">{title}</span>
        <span className="block text-mute">{about}</span>
      </span>
      <Values rule={row} title={title} onSave={onChange} />
      <span
        role="cell"
        className="flex min-h-8 items-center @max-[34rem]/rules:order-first @max-[34rem]/rules:col-start-3 @max-[34rem]/rules:row-start-1 @max-[34rem]/rules:justify-end"
      >
        <Toggle label={`${title}: on`} isOn={isOn} onChange={(on) => onChange({ isOn: on })} />
      </span>
      <span role="cell" className="col-span-full flex flex-wrap items-center gap-1.5">
        <Ways title={title} ways={row.ways} onChange={(ways) => onChange({ ways })} />
        <span className="flex-1" />
        <Standing rule={row} isRaised={isRaised} />
        <MuteMenu rule={rule} isMuted={row.isMuted} label={row.isMuted ? `${title}: muted` : `${title}: mute`}>
          {row.isMuted ? <BellOff size={14} aria-hidden="true" /> : <Bell size={14} aria-hidden="true" />}
        </MuteMenu>
        <IconButton label={`${title}: back to the default`} disabled={isDefault} onClick={() => onChange(null)}>
          <RotateCcw size={14} />
        </IconButton>
      </span>
    </div>
  );
}

const WAYS: readonly { readonly way: keyof AlertWays; readonly word: string; readonly hint: string }[] = [
  { way: 'toast', word: 'On the page', hint: 'A message on every open page of Modkeep.' },
  { way: 'system', word: 'Notification', hint: 'A notification of the system, where those are turned on.' },
  { way: 'discord', word: 'Discord', hint: 'A message in Discord, where a webhook is set up for alerts.' },
  {
    way: 'quietWhileStreaming',
    word: 'Quiet while I stream',
    hint: 'While a channel of your own is live: neither on the page nor as a notification.',
  },
];

function Ways({
  title,
  ways,
  onChange,
}: {
  readonly title: string;
  readonly ways: AlertWays;
  readonly onChange: (ways: Partial<AlertWays>) => void;
}) {
  return WAYS.map(({ way, word, hint }) => (
    <Chip
      key={way}
      isOn={ways[way]}
      title={hint}
      aria-label={`${title}: ${word}`}
      onClick={() => onChange({ [way]: !ways[way] })}
    >
      {word}
    </Chip>
  ));
}

/** How it is right now: off, muted, raised, or the value. */
function Standing({
  rule: { rule, isOn, isMuted, mutedUntil, value },
  isRaised,
}: {
  readonly rule: AlertRuleView;
  readonly isRaised: boolean;
}) {
  const now = useMinute();
  const measured = value === null ? 'nothing measured yet' : `now ${valueWords(rule, value)}`;
  if (!isOn) return <span className="text-mute">Off</span>;
  return (
    <span className={isRaised ? 'text-danger' : 'text-mute'}>
      {isRaised ? `Raised · ${measured}` : measured}
      {isMuted && (
        <span title={mutedUntil === null ? undefined : formatUtc(mutedUntil)}>
          {mutedUntil === null ? ' · muted for good' : ` · muted, again ${formatRelative(mutedUntil, now)}`}
        </span>
      )}
    </span>
  );
}

/** Three fields that are one rule: saved together, when all can be read and the last of them is left. */
function Values({
  rule: { rule, raise, clear, holdSeconds },
  title,
  onSave,
}: {
  readonly rule: AlertRuleView;
  readonly title: string;
  readonly onSave: (values: AlertValues) => void;
}) {
  const saved = { raise: valueText(rule, raise), clear: valueText(rule, clear), hold: durationText(holdSeconds) };
  const { text, type, drop } = useTyped<TypedValues>(saved);
  const [isChecked, setChecked] = useState(false);
  const id = useId();
  const { values, problem } = readValues(rule, text);
  const leave = (): void => {
    setChecked(true);
    if (values !== null && !isSame(values, { raise, clear, holdSeconds })) onSave(values);
  };
  const field = (name: keyof TypedValues, label: string, unit: string) => (
    <span role="cell" className="min-w-0">
      <span className="hidden pb-0.5 text-xs text-mute @max-[34rem]/rules:block" aria-hidden="true">
        {label}
      </span>
      <span className="flex items-center gap-1">
        <TextField
          aria-label={`${title}: ${label}`}
          aria-invalid={problem?.field === name}
          aria-describedby={id}
          maxLength={20}
          value={text[name]}
          onChange={(event) => type(name, event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') leave();
            if (event.key === 'Escape') drop();
          }}
          className="w-full min-w-0 flex-1 px-1.5! text-center"
        />
        {unit !== '' && <span className="shrink-0 text-xs text-mute">{unit}</span>}
      </span>
    </span>
  );
  const unit = UNIT_WORDS[ALERTS[rule].unit];
  return (
    <span
      role="presentation"
      className="contents"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) leave();
      }}
    >
      {field('raise', 'wrong from', unit)}
      {field('clear', 'right from', unit)}
      {field('hold', 'held for', '')}
      {problem !== null && isChecked && (
        <span id={id} role="alert" className="order-last col-span-full text-danger">
          {problem.text} Not saved.
        </span>
      )}
    </span>
  );
}

function isSame(one: AlertValues, other: AlertValues): boolean {
  return one.raise === other.raise && one.clear === other.clear && one.holdSeconds === other.holdSeconds;
}
