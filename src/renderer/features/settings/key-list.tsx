// The keys, each of which can be given anew: press the button, then the key; a key in use is warned of first.
import { RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  conflictOf,
  createKeyReader,
  HOTKEYS,
  keysOf,
  labelOf,
  swapOf,
  wordsOf,
  type HotkeyId,
} from '../../lib/hotkeys.ts';
import { useApp, useMay } from '../../lib/services.tsx';
import { Button, IconButton, Kbd } from '../../ui/button.tsx';
import { useSetSettings } from './use-settings.ts';

type Keys = Readonly<Record<string, string>>;

export function KeyList() {
  const set = useSetSettings();
  const own = useApp((state) => state.settings?.keys) ?? {};
  const may = useMay('settings.set');
  const [reading, setReading] = useState<HotkeyId | null>(null);
  const save = (keys: Keys): void => {
    setReading(null);
    void set({ keys });
  };
  return (
    <>
      <ul className="gap-x-8 sm:columns-2">
        {HOTKEYS.map(({ id }) => (
          <li key={id} className="break-inside-avoid border-t border-line py-1">
            <Line id={id} own={own} may={may} isReading={reading === id} onRead={setReading} onSave={save} />
          </li>
        ))}
      </ul>
      {Object.keys(own).length > 0 && may && (
        <Button look="quiet" className="mt-2" onClick={() => save({})}>
          <RotateCcw size={14} aria-hidden="true" /> All keys as they were
        </Button>
      )}
    </>
  );
}

interface LineProps {
  readonly id: HotkeyId;
  readonly own: Keys;
  readonly may: boolean;
  readonly isReading: boolean;
  readonly onRead: (id: HotkeyId | null) => void;
  readonly onSave: (keys: Keys) => void;
}

function Line({ id, own, may, isReading, onRead, onSave }: LineProps) {
  const keys = keysOf(id, own);
  const { [id]: mine, ...others } = own;
  return (
    <>
      <div className="flex min-h-7 items-center justify-between gap-2">
        <span className="min-w-0 first-letter:uppercase">{wordsOf(id)}</span>
        <span className="flex shrink-0 items-center gap-1">
          {mine !== undefined && may && (
            <IconButton label={`${wordsOf(id)}: the usual key again`} onClick={() => onSave(others)}>
              <RotateCcw size={12} />
            </IconButton>
          )}
          <button
            type="button"
            disabled={!may}
            onClick={() => onRead(isReading ? null : id)}
            title="Give it another key"
            aria-label={`Key for ${wordsOf(id)}: ${keys.map(labelOf).join(' or ') || 'none'}`}
            className="flex min-h-7 items-center gap-1 rounded-md px-1.5 enabled:hover:bg-s3"
          >
            {keys.map((key) => (
              <Kbd key={key}>{labelOf(key)}</Kbd>
            ))}
            {keys.length === 0 && <span className="text-warn">no key</span>}
          </button>
        </span>
      </div>
      {isReading && <Reader id={id} own={own} onSave={onSave} onCancel={() => onRead(null)} />}
    </>
  );
}

/** Hears the next key, or two for a sequence, before anything else does. */
function Reader({
  id,
  own,
  onSave,
  onCancel,
}: Pick<LineProps, 'id' | 'own' | 'onSave'> & { readonly onCancel: () => void }) {
  const [key, setKey] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const conflict = key === null ? null : conflictOf(key, id, own);
  const latest = useRef({ id, own, onSave, onCancel });
  latest.current = { id, own, onSave, onCancel };
  useEffect(() => {
    if (key !== null) return place.current?.querySelector('button')?.focus();
    const reader = createKeyReader((read) => {
      const { id: mine, own: keys, onSave: save } = latest.current;
      if (conflictOf(read, mine, keys) === null) save({ ...keys, [mine]: read });
      else setKey(read);
    });
    const listen = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Escape' && latest.current.id !== 'close') latest.current.onCancel();
      else reader.press(event);
    };
    window.addEventListener('keydown', listen, true);
    return () => {
      window.removeEventListener('keydown', listen, true);
      reader.stop();
    };
  }, [key]);
  if (key === null)
    return (
      <p role="status" className="pb-1 text-info">
        Press a key, or G and then a key. Esc leaves it as it is.
      </p>
    );
  const swapped = swapOf(key, id, own);
  const [mine] = keysOf(id, own);
  return (
    <div ref={place} role="alert" className="flex flex-wrap items-center gap-2 pb-1.5">
      <span className="w-full text-warn">{conflict?.words}</span>
      <Button onClick={() => setKey(null)}>Another key</Button>
      {swapped !== null && conflict?.other !== undefined && mine !== undefined && (
        <Button
          title={`${wordsOf(id)}: ${labelOf(key)}, ${wordsOf(conflict.other)}: ${labelOf(mine)}`}
          onClick={() => onSave(swapped)}
        >
          Swap
        </Button>
      )}
      {conflict?.kind !== 'reserved' && <Button onClick={() => onSave({ ...own, [id]: key })}>Take it</Button>}
      <Button look="quiet" onClick={onCancel}>
        Leave it
      </Button>
    </div>
  );
}
