// What a page of the help is made of, as plain data: it is shown, searched and tested in the same shape. Pure.
import type { Input } from '../../../shared/contract.ts';
import type { SettingsSection } from '../../lib/settings-sections.ts';
import type { Screen } from '../../lib/store.ts';

/** Where a button leads: a place in the app, another page, or a page outside that main knows by its kind. */
export type Place =
  | { readonly screen: Screen }
  | { readonly settings: SettingsSection }
  | { readonly help: string }
  | { readonly link: Exclude<Input<'links.open'>['kind'], 'signIn' | 'twitchUser'> };

/** Text between two backticks is code, or a key: `key:act.ban` is whatever reaches that action now. */
export type Block =
  | { readonly say: string }
  | { readonly head: string }
  | { readonly steps: readonly string[] }
  | { readonly list: readonly string[] }
  | { readonly rows: readonly (readonly [name: string, text: string])[] }
  | { readonly go: readonly (readonly [word: string, place: Place])[] };

export type Group = 'Begin' | 'When something is wrong' | 'Error codes' | 'Modkeep itself';
export const GROUPS: readonly Group[] = ['Begin', 'When something is wrong', 'Error codes', 'Modkeep itself'];

export interface HelpPage {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Everything a page says, for the search. */
export function textOf({ id, title, blocks }: HelpPage): string {
  const words = blocks.map((block) => {
    if ('say' in block) return block.say;
    if ('head' in block) return block.head;
    if ('steps' in block) return block.steps.join(' ');
    if ('list' in block) return block.list.join(' ');
    if ('rows' in block) return block.rows.flat().join(' ');
    return block.go.map(([word]) => word).join(' ');
  });
  return [id, title, ...words]
    .join(' ')
    .replaceAll(/`key:[^`]*`|`/g, '')
    .toLowerCase();
}

/** The pages that hold every word, those whose title does first. Without words all of them, in their order. */
export function matching(pages: readonly HelpPage[], query: string): readonly HelpPage[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = pages.filter((page) => {
    const text = textOf(page);
    return words.every((word) => text.includes(word));
  });
  const rank = ({ title, id }: HelpPage): number =>
    words.every((word) => `${title} ${id}`.toLowerCase().includes(word)) ? 0 : 1;
  return words.length === 0 ? found : found.toSorted((one, other) => rank(one) - rank(other));
}
