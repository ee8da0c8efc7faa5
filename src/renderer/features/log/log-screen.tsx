// The Log screen: what Modkeep wrote down about itself, narrowed by level, words, or whose work it was.
import { ChevronLeft, FolderOpen, ScrollText, Search, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { LOG_LEVELS, type LogLevel } from '../../../shared/log-levels.ts';
import type { LogLine } from '../../../shared/contract/log.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useServices, useWhyNot } from '../../lib/services.tsx';
import { openScreen } from '../../lib/store.ts';
import { Button, Chip } from '../../ui/button.tsx';
import { INPUT, Toggle } from '../../ui/field.tsx';
import { Empty } from '../../ui/marks.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useSetSettings } from '../settings/use-settings.ts';
import { LogList, PickedLine } from './log-list.tsx';
import { LEVELS } from './log-words.tsx';
import { useLog, type LogFilter } from './use-log.ts';

export function LogScreen() {
  const { store } = useServices();
  const why = useWhyNot('log.list');
  return (
    <section aria-label="Log" className="@container/log flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 pt-2">
        <Button look="quiet" onClick={() => openScreen(store, 'health')}>
          <ChevronLeft size={14} aria-hidden="true" /> Health
        </Button>
        <h2 className="font-semibold">Log</h2>
        <span className="flex-1" />
        {why === null && <Keeping />}
      </div>
      {why === null ? <Lines /> : <p className="px-4 py-3 text-mute">{why}</p>}
    </section>
  );
}

function Lines() {
  const [level, setLevel] = useState<LogLevel>('info');
  const [text, setText] = useState('');
  const [about, setAbout] = useState<string | null>(null);
  const [isFollowed, setFollowed] = useState(true);
  const [picked, setPicked] = useState<LogLine | null>(null);
  const filter: LogFilter = {
    ...(level === 'debug' ? {} : { level }),
    ...(text.trim() === '' ? {} : { search: text.trim() }),
    ...(about === null ? {} : { about }),
  };
  const log = useLog(filter, isFollowed);
  return (
    <>
      <Bar {...{ level, text, about, isFollowed, setLevel, setText, setAbout, setFollowed }} />
      {log.error !== null && <Failure error={log.error} />}
      {log.lines.length === 0 && !log.isLoading && !log.hasOlder && log.error === null && (
        <Empty icon={<ScrollText size={20} />} title="No such line">
          <p>Nothing that the log has kept fits the filter.</p>
        </Empty>
      )}
      {log.lines.length === 0 && (log.isLoading || log.hasOlder) && (
        <p role="status" className="px-3 py-2 text-mute">
          Reading the log
        </p>
      )}
      <LogList log={log} picked={picked} onPick={setPicked} />
      {picked !== null && (
        <PickedLine line={picked} onClose={() => setPicked(null)} onAbout={(id) => (setAbout(id), setLevel('debug'))} />
      )}
    </>
  );
}

interface BarProps {
  readonly level: LogLevel;
  readonly text: string;
  readonly about: string | null;
  readonly isFollowed: boolean;
  readonly setLevel: (level: LogLevel) => void;
  readonly setText: (text: string) => void;
  readonly setAbout: (about: string | null) => void;
  readonly setFollowed: (isFollowed: boolean) => void;
}

/** What the lines are narrowed to. */
function Bar({ level, text, about, isFollowed, setLevel, setText, setAbout, setFollowed }: BarProps) {
  const search = useRef<HTMLInputElement>(null);
  useHotkey('search', () => search.current?.select());
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <select
        aria-label="Least level"
        value={level}
        onChange={(event) => setLevel(event.target.value as LogLevel)}
        className={`${INPUT} w-36`}
      >
        {LOG_LEVELS.map((one) => (
          <option key={one} value={one}>
            {LEVELS[one].from}
          </option>
        ))}
      </select>
      <label className={`${INPUT} flex min-w-40 flex-1 items-center gap-2 focus-within:border-focus`}>
        <Search size={14} className="shrink-0 text-mute" aria-hidden="true" />
        <input
          ref={search}
          role="searchbox"
          aria-label="Search the log"
          placeholder="Words, codes, ids"
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="min-w-0 flex-1 outline-none"
        />
      </label>
      {about !== null && (
        <Chip isOn onClick={() => setAbout(null)} aria-label={`Only ${about}. Take this filter away`}>
          <span className="max-w-36 truncate">only {about}</span>
          <X size={12} aria-hidden="true" />
        </Chip>
      )}
      <span className="flex items-center gap-2">
        <Toggle label="Follow the log" isOn={isFollowed} onChange={setFollowed} /> Follow
      </span>
    </div>
  );
}

/** What is kept, and where it lies. */
function Keeping() {
  const { bridge, say } = useServices();
  const set = useSetSettings();
  const level = useApp((state) => state.settings?.logLevel);
  const isDesktop = useApp((state) => state.app?.shell === 'desktop');
  const show = async (): Promise<void> => {
    const reply = await bridge.call('data.show', { folder: 'logs' });
    if (!reply.ok) say.failed(reply.error);
  };
  return (
    <span className="flex items-center gap-2 text-mute">
      <label className="flex items-center gap-2">
        Keep
        <select
          value={level ?? 'info'}
          onChange={(event) => void set({ logLevel: event.target.value as LogLevel })}
          className={`${INPUT} w-36 text-ink`}
        >
          {LOG_LEVELS.map((one) => (
            <option key={one} value={one}>
              {LEVELS[one].from.toLowerCase()}
            </option>
          ))}
        </select>
      </label>
      {isDesktop && (
        <Button onClick={() => void show()}>
          <FolderOpen size={14} aria-hidden="true" /> Open folder
        </Button>
      )}
    </span>
  );
}
