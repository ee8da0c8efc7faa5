// The Help screen: the list of pages with a search at the side (alone, where it is narrow), one page on show.
import { ChevronLeft, Search } from 'lucide-react';
import { useEffect, useRef, useState, type ComponentType } from 'react';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useServices } from '../../lib/services.tsx';
import { openHelp } from '../../lib/open-help.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';
import { AboutPage } from './about-page.tsx';
import { Blocks } from './blocks.tsx';
import { FeedbackPage } from './feedback-page.tsx';
import { KeyboardPage } from './keyboard-page.tsx';
import { GROUPS, matching, type HelpPage } from './page.ts';
import { FIRST_PAGE, PAGES } from './pages.ts';
import { WhatsNewPage } from './whats-new-page.tsx';

const DRAWN: Readonly<Record<string, ComponentType>> = {
  keyboard: KeyboardPage,
  'whats-new': WhatsNewPage,
  feedback: FeedbackPage,
  about: AboutPage,
};

export function HelpScreen() {
  const chosen = useApp((state) => state.helpPage);
  const [query, setQuery] = useState('');
  const page = PAGES.find(({ id }) => id === (chosen ?? FIRST_PAGE));
  // Where there is room for one of the two only, the list is shown until a page is chosen.
  const isListAlone = chosen === null;
  return (
    <section aria-label="Help" className="@container/help flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1">
        <div
          className={`flex w-64 shrink-0 flex-col border-r border-line @max-[40rem]/help:w-full @max-[40rem]/help:border-r-0 ${isListAlone ? '' : '@max-[40rem]/help:hidden'}`}
        >
          <PageSearch query={query} onChange={setQuery} />
          <PageList pages={matching(PAGES, query)} current={page?.id ?? ''} isSearched={query.trim() !== ''} />
        </div>
        <PageOnShow page={page} isHidden={isListAlone} />
      </div>
    </section>
  );
}

function PageSearch({ query, onChange }: { readonly query: string; readonly onChange: (query: string) => void }) {
  const { store } = useServices();
  const input = useRef<HTMLInputElement>(null);
  useHotkey('search', () => input.current?.select());
  return (
    <label className={`${INPUT} mx-2 mt-3 mb-1 flex items-center gap-2 focus-within:border-focus`}>
      <Search size={14} className="shrink-0 text-mute" aria-hidden="true" />
      <input
        ref={input}
        role="searchbox"
        aria-label="Search the help"
        placeholder="Search the help"
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          const [first] = matching(PAGES, query);
          if (event.key === 'Enter' && first !== undefined) openHelp(store, first.id);
        }}
        className="min-w-0 flex-1 outline-none"
      />
    </label>
  );
}

function PageList({
  pages,
  current,
  isSearched,
}: {
  readonly pages: readonly HelpPage[];
  readonly current: string;
  readonly isSearched: boolean;
}) {
  const { store } = useServices();
  return (
    <nav aria-label="Pages of the help" className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      <p role="status" className={isSearched ? 'px-2.5 py-1 text-xs text-mute' : 'sr-only'}>
        {isSearched && (pages.length === 0 ? 'No page holds these words.' : `${pages.length} found`)}
      </p>
      {GROUPS.map((group) => {
        const inside = pages.filter((page) => page.group === group);
        return inside.length === 0 ? null : (
          <div key={group} role="group" aria-label={group}>
            <h3 className="px-2.5 pt-3 pb-1 text-xs font-semibold text-mute">{group}</h3>
            {inside.map(({ id, title }) => (
              <button
                key={id}
                type="button"
                aria-current={id === current ? 'page' : undefined}
                onClick={() => openHelp(store, id)}
                className="block w-full rounded-md px-2.5 py-1 text-left hover:bg-s2 aria-[current]:bg-s3"
              >
                {title}
                {group === 'Error codes' && (
                  <span className="block font-mono text-xs text-mute wrap-anywhere">{id}</span>
                )}
              </button>
            ))}
          </div>
        );
      })}
    </nav>
  );
}

/** `isHidden`: only where it is narrow. */
function PageOnShow({ page, isHidden }: { readonly page: HelpPage | undefined; readonly isHidden: boolean }) {
  const { store } = useServices();
  const place = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(page?.id);
  useEffect(() => {
    place.current?.scrollTo({ top: 0 });
    // Whoever follows a link goes on reading there; whoever comes to the screen keeps where they are.
    if (shown.current !== page?.id) heading.current?.focus({ preventScroll: true });
    shown.current = page?.id;
  }, [page]);
  const Drawn = page === undefined ? undefined : DRAWN[page.id];
  return (
    <article
      ref={place}
      className={`min-h-0 min-w-0 flex-1 overflow-y-auto ${isHidden ? '@max-[40rem]/help:hidden' : ''}`}
    >
      <div className="flex max-w-170 flex-col gap-3 px-5 py-4 max-sm:px-4">
        <div className="hidden @max-[40rem]/help:block">
          <Button look="quiet" className="-ml-2.5" onClick={() => openHelp(store, null)}>
            <ChevronLeft size={14} aria-hidden="true" /> All pages
          </Button>
        </div>
        <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
          {page?.title ?? 'There is no such page'}
        </h2>
        {Drawn !== undefined && <Drawn />}
        {Drawn === undefined && page !== undefined && <Blocks blocks={page.blocks} />}
      </div>
    </article>
  );
}
