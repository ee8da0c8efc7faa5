// Draws the blocks of a page, and follows its buttons: inside the app, or to a page that main knows by its kind.
import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { HOTKEYS, keysOf, labelOf } from '../../lib/hotkeys.ts';
import { useApp, useServices, useWhyNot } from '../../lib/services.tsx';
import { openHelp } from '../../lib/open-help.ts';
import { openScreen, openSettings } from '../../lib/store.ts';
import { Button, Kbd } from '../../ui/button.tsx';
import type { Block, Place } from './page.ts';

export function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return blocks.map((block, index) => <One key={index} block={block} />);
}

function One({ block }: { readonly block: Block }) {
  if ('say' in block)
    return (
      <p>
        <Marked text={block.say} />
      </p>
    );
  if ('head' in block) return <h3 className="pt-1 font-semibold">{block.head}</h3>;
  if ('steps' in block) return <ol className="flex list-decimal flex-col gap-1.5 pl-5">{itemsOf(block.steps)}</ol>;
  if ('list' in block) return <ul className="flex list-disc flex-col gap-1.5 pl-5">{itemsOf(block.list)}</ul>;
  if ('rows' in block) return <Rows rows={block.rows} />;
  return (
    <div className="flex flex-wrap gap-2 pt-1">
      {block.go.map(([word, place]) => (
        <Way key={word} word={word} place={place} />
      ))}
    </div>
  );
}

function itemsOf(items: readonly string[]): ReactNode {
  return items.map((item) => (
    <li key={item}>
      <Marked text={item} />
    </li>
  ));
}

function Rows({ rows }: { readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className="rounded-md border border-line">
      {rows.map(([name, text]) => (
        <div
          key={name}
          className="grid grid-cols-[15rem_minmax(0,1fr)] gap-x-4 gap-y-0.5 border-t border-line px-3 py-1.5 first:border-t-0 @max-[48rem]/help:grid-cols-1"
        >
          <dt className="font-medium wrap-anywhere">
            <Marked text={name} />
          </dt>
          <dd className="text-mute">
            <Marked text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Text with its code between backticks; `key:act.ban` there is the key that reaches the action now. */
export function Marked({ text }: { readonly text: string }) {
  const own = useApp((state) => state.settings?.keys) ?? {};
  return text.split('`').map((part, index) => {
    if (index % 2 === 0) return part;
    const action = HOTKEYS.find(({ id }) => part === `key:${id}`);
    if (action === undefined)
      return (
        <code key={index} className="rounded-sm bg-s2 px-1 font-mono text-xs text-ink wrap-anywhere">
          {part}
        </code>
      );
    return <Kbd key={index}>{keysOf(action.id, own).map(labelOf).join(' or ') || 'no key'}</Kbd>;
  });
}

function Way({ word, place }: { readonly word: string; readonly place: Place }) {
  const { bridge, store, say } = useServices();
  const isOutside = 'link' in place;
  const whyNot = useWhyNot('links.open');
  const go = async (): Promise<void> => {
    if ('screen' in place) return openScreen(store, place.screen);
    if ('settings' in place) return openSettings(store, place.settings);
    if ('help' in place) return openHelp(store, place.help);
    const reply = await bridge.call('links.open', { kind: place.link });
    if (!reply.ok) return say.failed(reply.error);
    if (!reply.value.opened) say.note('Open this page yourself', reply.value.url, 'note');
  };
  return (
    <Button
      disabled={isOutside && whyNot !== null}
      title={isOutside ? (whyNot ?? undefined) : undefined}
      onClick={() => void go()}
    >
      {word}
      {isOutside && <ExternalLink size={12} aria-label="outside of Modkeep" />}
    </Button>
  );
}
