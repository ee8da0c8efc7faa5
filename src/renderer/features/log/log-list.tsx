// The lines, of which only those on screen exist, and the one that was picked in full below them.
import { useVirtualizer } from '@tanstack/react-virtual';
import { Copy, Filter, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { LogLine } from '../../../shared/contract/log.ts';
import { formatUtc } from '../../lib/format.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copyable.tsx';
import { asWritten, fieldsLine, ID_WORDS, Level, sharedIds } from './log-words.tsx';
import type { LogLines } from './use-log.ts';

const COLUMNS =
  'grid items-center gap-x-3 px-3 whitespace-nowrap grid-cols-[9.5rem_5.5rem_minmax(0,1fr)] max-sm:grid-cols-[5.5rem_minmax(0,1fr)]';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export interface LogListProps {
  readonly log: LogLines;
  readonly picked: LogLine | null;
  readonly onPick: (line: LogLine | null) => void;
}

export function LogList({ log, picked, onPick }: LogListProps) {
  const { lines, hasOlder, isLoading, loadOlder } = log;
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useApp((state) => (state.settings?.scale ?? 100) / 100);
  const height = 28 * scale;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (index) => lines[index]?.id ?? index,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasOlder && !isLoading && last >= lines.length - 40) loadOlder();
  }, [hasOlder, isLoading, last, lines.length, loadOlder]);
  const move = (step: number): void => {
    const at = picked === null ? -1 : lines.findIndex(({ id }) => id === picked.id);
    const next = Math.max(0, Math.min(lines.length - 1, at + step));
    virtual.scrollToIndex(next, { align: 'auto' });
    onPick(lines[next] ?? null);
  };
  useHotkey('move.down', () => move(1));
  useHotkey('move.up', () => move(-1));
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Lines of the log, newest first"
      aria-rowcount={hasOlder ? -1 : lines.length}
      aria-busy={isLoading}
      aria-activedescendant={picked === null ? undefined : `log-${picked.id}`}
      className="relative min-h-0 flex-1 overflow-y-auto outline-none focus-visible:ring-1 focus-visible:ring-focus focus-visible:ring-inset"
    >
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const line = lines[index];
          return line === undefined ? null : (
            <Line
              key={key}
              line={line}
              index={index}
              top={start}
              height={height}
              isPicked={picked?.id === line.id}
              onPick={onPick}
            />
          );
        })}
      </div>
    </div>
  );
}

function Line({
  line,
  index,
  top,
  height,
  isPicked,
  onPick,
}: {
  readonly line: LogLine;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly isPicked: boolean;
  readonly onPick: LogListProps['onPick'];
}) {
  return (
    <div
      id={`log-${line.id}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isPicked}
      onClick={() => onPick(isPicked ? null : line)}
      style={{ transform: `translateY(${top}px)`, height }}
      className={`${COLUMNS} absolute inset-x-0 top-0 cursor-default border-b border-line hover:bg-s1 aria-selected:bg-pick`}
    >
      <span role="gridcell" className="text-mute max-sm:hidden" title={formatUtc(line.time)}>
        {line.time === '' ? 'no time' : CLOCK.format(Date.parse(line.time))}
      </span>
      <span role="gridcell">
        <Level level={line.level} />
      </span>
      <span role="gridcell" className="truncate">
        {line.message} <span className="text-mute">{fieldsLine(line)}</span>
      </span>
    </div>
  );
}

/** One line in full, with the ways to its neighbours. */
export function PickedLine({
  line,
  onClose,
  onAbout,
}: {
  readonly line: LogLine;
  readonly onClose: () => void;
  readonly onAbout: (id: string) => void;
}) {
  const { say } = useServices();
  const copy = async (): Promise<void> => {
    if (await copyText(asWritten(line))) say.note('Line copied');
    else say.note('Not copied', 'The clipboard did not take it.', 'failed');
  };
  useHotkey('close', onClose);
  return (
    <section
      aria-label="The line in full"
      className="max-h-[45%] shrink-0 overflow-y-auto border-t border-edge bg-s1 px-3 py-2"
    >
      <div className="flex flex-wrap items-center gap-2 pb-1.5">
        <Level level={line.level} />
        <span className="text-mute">{formatUtc(line.time)}</span>
        <span className="flex-1" />
        {sharedIds(line).map(([name, id]) => (
          <Button key={name} onClick={() => onAbout(id)}>
            <Filter size={14} aria-hidden="true" /> Only this {ID_WORDS[name]}
          </Button>
        ))}
        <Button onClick={() => void copy()}>
          <Copy size={14} aria-hidden="true" /> Copy line
        </Button>
        <IconButton label="Close the line" onClick={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      <p className="font-medium wrap-anywhere">{line.message}</p>
      <dl className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3 pt-1 max-sm:grid-cols-[6.5rem_minmax(0,1fr)]">
        {Object.entries(line.fields).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-mute wrap-anywhere">{name}</dt>
            <dd className={`wrap-anywhere ${name === 'stack' ? 'font-mono text-xs whitespace-pre-wrap' : ''}`}>
              {String(value)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
