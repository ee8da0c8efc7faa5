// How long the audit log is kept. Before anything goes for the first time, this shows what, and offers it as a file.
import { Terminal } from 'lucide-react';
import { useState } from 'react';
import { formatCount, formatWhenLong, plural } from '../../lib/format.ts';
import { useApp, useMinute } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT, Row } from '../../ui/field.tsx';
import { PurgeWindow } from './data-purge.tsx';
import { useSetSettings } from './use-settings.ts';

const CHOICES = [
  { days: null, word: 'Everything' },
  { days: 90, word: '90 days' },
  { days: 365, word: 'A year' },
] as const;

export function RetentionRows() {
  const set = useSetSettings();
  const days = useApp((state) => state.settings?.auditRetentionDays ?? null);
  const told = useApp((state) => state.defaults?.auditRetentionDays ?? null);
  const isOther = !CHOICES.some((choice) => choice.days === days);
  return (
    <>
      <Row title="Kept" text={days === null ? 'Nothing is ever removed.' : 'Older rows go, from the beginning on.'}>
        <div
          role="radiogroup"
          aria-label="Kept"
          className="flex flex-wrap items-center rounded-md border border-line p-0.5"
        >
          {CHOICES.map((choice) => (
            <label
              key={choice.word}
              className="rounded-sm px-3 py-1 text-mute has-checked:bg-pick has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                name="audit-kept"
                className="sr-only"
                checked={days === choice.days}
                onChange={() => void set({ auditRetentionDays: choice.days })}
              />
              {choice.word}
            </label>
          ))}
          <OtherDays key={days} days={isOther ? days : null} onSet={(own) => void set({ auditRetentionDays: own })} />
        </div>
      </Row>
      {told !== null && <Environment told={told} days={days} />}
      {days !== null && <WhatGoes days={days} />}
    </>
  );
}

/** What the environment says, and what holds. A choice made here goes before it. */
function Environment({ told, days }: { readonly told: number; readonly days: number | null }) {
  const inForce = days === null ? 'everything is kept' : `${plural(days, 'day', 'days')} in force`;
  return (
    <p role="note" className="flex items-start gap-1.5 pb-2 text-mute">
      <Terminal size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
      <span className="min-w-0">
        <span className="font-mono break-all">AUDIT_LOG_RETENTION_DAYS</span> in the environment says{' '}
        {plural(told, 'day', 'days')}.{' '}
        {told === days ? `That holds until you choose something else: ${inForce}.` : `Your choice wins: ${inForce}.`}
      </span>
    </p>
  );
}

/** A number of one's own, from 1 to 3650. */
function OtherDays({ days, onSet }: { readonly days: number | null; readonly onSet: (days: number) => void }) {
  const [text, setText] = useState(days === null ? '' : String(days));
  const own = /^[1-9]\d{0,3}$/.test(text) && Number(text) <= 3650 ? Number(text) : null;
  const take = (): void => {
    if (own !== null && own !== days) onSet(own);
  };
  return (
    <label className="flex items-center gap-1.5 px-2 text-mute">
      <input
        inputMode="numeric"
        aria-label="Another number of days"
        placeholder="other"
        value={text}
        aria-invalid={text !== '' && own === null}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
        className={`${INPUT} h-7 w-16`}
      />
      days
    </label>
  );
}

/** What stands to go by this setting, and whether it goes by itself. */
function WhatGoes({ days }: { readonly days: number }) {
  const now = useMinute();
  const [isOpen, setOpen] = useState(false);
  const jobs = useApp((state) => state.jobs);
  const isRunning = jobs.some(({ kind }) => kind === 'purge');
  const retention = useQuery('audit.retention', {}, jobs, true).value?.retention;
  const preview = useQuery('audit.previewPurge', { days }, jobs).value?.preview;
  if (retention === undefined) return null;
  const isAgreed = retention.consentDays !== null && days >= retention.consentDays;
  return (
    <Row
      title={isAgreed ? 'Older rows are removed every night at 02:00' : 'Nothing has been removed yet'}
      text={
        preview === undefined
          ? 'Looking how much is older.'
          : preview.rows === 0
            ? 'Nothing is older than that now.'
            : `${formatCount(preview.rows)} rows are older, from ${formatWhenLong(preview.firstAt, now)} to ${formatWhenLong(preview.lastAt, now)}.`
      }
    >
      {!isAgreed && preview !== undefined && (
        <Button disabled={isRunning} onClick={() => setOpen(true)}>
          {preview.rows === 0 ? 'Remove older rows from now on' : 'See what would go'}
        </Button>
      )}
      {preview !== undefined && (
        <PurgeWindow days={days} preview={preview} isOpen={isOpen} onClose={() => setOpen(false)} />
      )}
    </Row>
  );
}
