// The help has a page for everything it should, leads nowhere that is not there, and finds what one looks for.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { releasesOf } from '../../../../src/renderer/features/help/changes.ts';
import { matching, textOf, type Place } from '../../../../src/renderer/features/help/page.ts';
import { FIRST_PAGE, PAGES } from '../../../../src/renderer/features/help/pages.ts';
import { HOTKEYS } from '../../../../src/renderer/lib/hotkeys.ts';
import { commands } from '../../../../src/shared/contract.ts';
import { knownScopes } from '../../../../src/main/twitch/scopes.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const ids = PAGES.map(({ id }) => id);
const places = PAGES.flatMap(({ blocks }) => blocks.flatMap((block) => ('go' in block ? block.go : [])));

describe('the help', () => {
  it('has a page for every error code, each saying what happened, why, and what to do', () => {
    const codes = [...read('src/shared/errors.ts').matchAll(/^ {2}([A-Z_]{6,}):/gm)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(15);
    const pages = PAGES.filter(({ group }) => group === 'Error codes');
    expect(pages.map(({ id }) => id).toSorted()).toEqual(codes.toSorted());
    for (const { id, blocks } of pages) {
      const heads = blocks.flatMap((block) => ('head' in block ? [block.head] : []));
      expect(heads, id).toEqual(['What happened', 'Why', 'What to do']);
    }
  });

  it('has each page once, and the first one', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(FIRST_PAGE);
  });

  it('leads only to pages that are there, inside and outside', () => {
    const outside = (place: Place): boolean =>
      'link' in place && !commands['links.open'].input.safeParse({ kind: place.link }).success;
    expect(places.filter(([, place]) => 'help' in place && !ids.includes(place.help))).toEqual([]);
    expect(places.filter(([, place]) => outside(place))).toEqual([]);
  });

  it('names only codes, keys and scopes that there are', () => {
    const coded = PAGES.flatMap(({ blocks }) =>
      [...JSON.stringify(blocks).matchAll(/`([^`]+)`/g)].map(([, part]) => part ?? ''),
    );
    const keys = coded.filter((part) => part.startsWith('key:')).map((part) => part.slice(4));
    expect(keys.length).toBeGreaterThan(4);
    expect(keys.filter((key) => !HOTKEYS.some(({ id }) => id === key))).toEqual([]);
    expect(
      coded.filter((part) => /^[A-Z]+_[A-Z_]+$/.test(part) && !part.startsWith('FEATURE_TW') && !ids.includes(part)),
    ).toEqual([]);
    const scopes = coded.filter((part) => /^[a-z]+:[a-z]+:[a-z_]+$/.test(part));
    const wrong = ['channel:read:banned_users', 'channel:manage:banned_users'];
    expect(scopes.filter((scope) => !knownScopes().includes(scope)).toSorted()).toEqual(wrong.toSorted());
  });

  it('finds pages by every word, titles first', () => {
    expect(matching(PAGES, 'insufficient SCOPES')[0]?.id).toBe('INSUFFICIENT_SCOPES');
    expect(matching(PAGES, 'disk full')[0]?.id).toBe('DATABASE_FULL');
    expect(matching(PAGES, 'renamed')[0]?.id).toBe('faq');
    expect(matching(PAGES, 'no such word anywhere')).toEqual([]);
    expect(matching(PAGES, ' ')).toEqual(PAGES);
    expect(PAGES.map(textOf).filter((text) => text.includes('key:'))).toEqual([]);
  });
});

describe('what is new', () => {
  it('is every line of the list of changes', () => {
    const text = read('CHANGELOG.md');
    const releases = releasesOf(text);
    expect(releases.map(({ version }) => version)).toContain(
      (JSON.parse(read('package.json')) as { version: string }).version,
    );
    expect(releases.flatMap(({ changes }) => changes).length).toBe([...text.matchAll(/^- /gm)].length);
  });

  it('keeps versions apart and joins lines that go on', () => {
    expect(releasesOf('# Changes\n\n## 2.0\n\nGood.\n\n- one\n  more\n- two\n\n## 1.0\n\n- first\n')).toEqual([
      { version: '2.0', intro: 'Good.', changes: ['one more', 'two'] },
      { version: '1.0', intro: '', changes: ['first'] },
    ]);
  });
});
