// Every page of the help, in the order of the list at its side. Those without blocks draw themselves.
import { ERROR_PAGES } from './error-pages.ts';
import { GUIDE_PAGES } from './guide-pages.ts';
import { GROUPS, type HelpPage } from './page.ts';
import { TROUBLE_PAGES } from './trouble-pages.ts';

/** What the search finds of a page that draws itself. */
const drawn = (id: string, title: string, words: string, group: HelpPage['group'] = 'Modkeep itself'): HelpPage => ({
  id,
  group,
  title,
  blocks: [{ say: words }],
});

const DRAWN_PAGES: readonly HelpPage[] = [
  drawn('keyboard', 'Keyboard', 'keys shortcuts hotkeys', 'Begin'),
  drawn('whats-new', 'What’s new', 'changes changelog versions news'),
  drawn('feedback', 'Feedback', 'bug wish problem report contact'),
  drawn('about', 'About Modkeep', 'version electron node chromium sqlite schema licences packages'),
];

export const PAGES: readonly HelpPage[] = GROUPS.flatMap((group) =>
  [...GUIDE_PAGES, ...TROUBLE_PAGES, ...ERROR_PAGES, ...DRAWN_PAGES].filter((page) => page.group === group),
);

export const FIRST_PAGE = 'start';
