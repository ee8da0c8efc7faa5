// Notifications of the system and sounds: which kinds, how loud, and whether this browser may.
import { Bell, BellOff, CircleAlert, Play } from 'lucide-react';
import { useState } from 'react';
import type { Severity } from '../../../shared/notice.ts';
import { NOTICE_KINDS, NOTICE_WAYS, type NoticeKind, type NoticeWay, type NoticeWays } from '../../../shared/notice.ts';
import { NOTICE_WORDS } from '../../lib/notice-words.ts';
import type { NotifierState } from '../../lib/notifier.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Row, Toggle } from '../../ui/field.tsx';
import { Card } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

const WAY_WORDS: Readonly<Record<NoticeWay, string>> = { system: 'Notification', sound: 'Sound' };

export function NotifyHere() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  return (
    <Card
      title="On this machine"
      text="What happens together is told together: a raid is one notification, which counts on, and one sound."
    >
      <ThisBrowser />
      <Matrix />
      <Row title="What I did myself" text="Acts made through Modkeep are told too.">
        <Toggle
          label="Tell what was done through Modkeep"
          isOn={settings.noticeOwnActs}
          onChange={(on) => void set({ noticeOwnActs: on })}
        />
      </Row>
      <Volume />
    </Card>
  );
}

/** Kind by way. */
function Matrix() {
  const set = useSetSettings();
  const { store } = useServices();
  const ways = useApp((state) => state.settings?.noticeWays) ?? {};
  const show = (noticeWays: NoticeWays): void =>
    store.setState(({ settings }) => ({ settings: settings === null ? null : { ...settings, noticeWays } }));
  /** Shown before it is saved: somebody who ticks a row of boxes is faster than the answers. */
  const change = async (kind: NoticeKind, way: NoticeWay, isOn: boolean): Promise<void> => {
    const before = store.getState().settings?.noticeWays ?? {};
    const wanted = (one: NoticeKind, by: NoticeWay): boolean =>
      one === kind && by === way ? isOn : (before[one] ?? []).includes(by);
    const next = NOTICE_KINDS.map((one) => [one, NOTICE_WAYS.filter((by) => wanted(one, by))]);
    const noticeWays = Object.fromEntries(next) as Record<NoticeKind, NoticeWay[]>;
    show(noticeWays);
    if (!(await set({ noticeWays }))) show(before);
  };
  return (
    <table className="my-1 w-full">
      <thead>
        <tr className="text-left text-xs text-mute">
          <th scope="col" className="py-1 font-semibold">
            When there are
          </th>
          {NOTICE_WAYS.map((way) => (
            <th key={way} scope="col" className="w-24 py-1 text-center font-semibold">
              {WAY_WORDS[way]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {NOTICE_KINDS.map((kind) => (
          <tr key={kind} className="border-t border-line">
            <th scope="row" className="py-1.5 text-left font-normal">
              {NOTICE_WORDS[kind]}
            </th>
            {NOTICE_WAYS.map((way) => (
              <td key={way} className="py-1.5 text-center">
                <input
                  type="checkbox"
                  aria-label={`${NOTICE_WORDS[kind]}: ${WAY_WORDS[way]}`}
                  checked={(ways[kind] ?? []).includes(way)}
                  onChange={(event) => void change(kind, way, event.target.checked)}
                  className="size-4 align-middle accent-accent"
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SOUNDS = [
  { severity: 'info', word: 'News' },
  { severity: 'warning', word: 'Warning' },
  { severity: 'danger', word: 'Danger' },
] as const satisfies readonly { severity: Severity; word: string }[];

function Volume() {
  const set = useSetSettings();
  const { tones } = useServices();
  const saved = useApp((state) => state.settings?.soundVolume ?? 0);
  const [moved, setMoved] = useState<number | null>(null);
  const [isMute, setMute] = useState(false);
  const volume = moved ?? saved;
  const save = (): void => {
    if (moved !== null && moved !== saved) void set({ soundVolume: moved });
    setMoved(null);
  };
  const play = async (severity: Severity): Promise<void> => setMute(!(await tones.play(severity, volume)));
  return (
    <Row
      title="Sounds"
      text={
        isMute ? (
          <span role="alert" className="text-danger">
            This browser makes no sound for the page.
          </span>
        ) : volume === 0 ? (
          'Silent.'
        ) : (
          'Short tones, made by Modkeep itself.'
        )
      }
    >
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="range"
          aria-label="Volume of sounds"
          aria-valuetext={`${volume} percent`}
          min={0}
          max={100}
          step={5}
          value={volume}
          onChange={(event) => setMoved(Number(event.target.value))}
          onPointerUp={save}
          onKeyUp={save}
          onBlur={save}
          className="w-32 accent-accent"
        />
        <span className="w-10 text-right tabular-nums">{volume} %</span>
        {SOUNDS.map(({ severity, word }) => (
          <Button key={severity} disabled={volume === 0} onClick={() => void play(severity)}>
            <Play size={12} aria-hidden="true" /> {word}
          </Button>
        ))}
      </div>
    </Row>
  );
}

const BROWSER_WORDS: Readonly<Record<Exclude<NotifierState, 'shell'>, string>> = {
  on: 'This browser shows notifications and plays sounds while a page of Modkeep is open.',
  off: 'This browser shows and plays nothing yet. It asks you for its permission.',
  denied: 'This browser was told not to show notifications of this page. Allow them in its settings for this address.',
  unsupported: 'This browser has no notifications.',
};

/** The desktop shell asks nobody; a browser has to be allowed, here and once. */
function ThisBrowser() {
  const { notifier } = useServices();
  const [state, setState] = useState<NotifierState>(() => notifier.state());
  if (state === 'shell') return null;
  const Icon = state === 'on' ? Bell : state === 'off' ? BellOff : CircleAlert;
  return (
    <div className="my-1 flex flex-wrap items-center justify-between gap-2 rounded-md border border-line bg-s2 px-3 py-2">
      <p role="status" className="flex min-w-48 flex-1 items-start gap-2">
        <Icon size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
        <span>{BROWSER_WORDS[state]}</span>
      </p>
      {state === 'off' && (
        <Button look="primary" onClick={() => void notifier.turnOn().then(setState)}>
          Allow in this browser
        </Button>
      )}
      {state === 'on' && <Button onClick={() => setState(notifier.turnOff())}>Turn off here</Button>}
    </div>
  );
}
