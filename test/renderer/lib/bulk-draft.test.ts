// From a person's choice to the core's question: what is missing, and what is asked.
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '../../../src/renderer/lib/ban-filter.ts';
import {
  elsewhere,
  EMPTY_DRAFT,
  historyQuestion,
  lackOf,
  prepareOf,
  type BulkDraft,
} from '../../../src/renderer/lib/bulk-draft.ts';

const LIST = { kinds: [], search: '', filter: NO_FILTER } as const;
const draft = (change: Partial<BulkDraft>): BulkDraft => ({ ...EMPTY_DRAFT, ...change });
const people = (count: number) =>
  new Map(Array.from({ length: count }, (_, index) => [String(index + 1), `user${index + 1}`]));

describe('a bulk job about to begin', () => {
  it('says what is missing', () => {
    expect(lackOf(EMPTY_DRAFT, false)).toMatch(/^Paste/);
    expect(lackOf(draft({ text: 'a' }), false)).toBeNull();
    expect(lackOf(draft({ origin: 'file' }), false)).toBe('Choose a file.');
    expect(lackOf(draft({ origin: 'file', file: new File([], 'x') }), false)).toBe('This file is empty.');
    expect(lackOf(draft({ origin: 'selection' }), false)).toMatch(/^Tick people/);
    expect(lackOf(draft({ text: 'a', kind: 'timeout', length: '15d' }), false)).toMatch(/length/);
    expect(lackOf(draft({ text: 'a', reason: 'x'.repeat(501) }), false)).toMatch(/500/);
    // A list may bring its reasons along; where none can, one has to be typed.
    expect(lackOf(draft({ text: 'a' }), true)).toBeNull();
    expect(lackOf(draft({ origin: 'filter' }), true)).toBe('The settings ask for a reason.');
    expect(lackOf(draft({ origin: 'filter', kind: 'unban' }), true)).toBeNull();
  });

  it('asks for what was chosen, and sends whatever is long in pieces', async () => {
    const paste = prepareOf(draft({ text: 'a\nb', kind: 'timeout', length: '1h', reason: ' raid ' }), LIST, '7');
    expect(paste.input).toEqual({
      channelId: '7',
      source: { kind: 'upload', name: 'paste' },
      act: { kind: 'timeout', durationSeconds: 3_600, reason: 'raid' },
    });
    expect(await paste.body?.text()).toBe('a\nb');
    const ending = prepareOf(draft({ origin: 'selection', people: people(2), kind: 'unban', reason: 'x' }), LIST, '7');
    expect(ending).toEqual({
      input: { channelId: '7', source: { kind: 'selection', userIds: ['1', '2'] }, act: { kind: 'unban' } },
      body: null,
    });
    const many = prepareOf(draft({ origin: 'selection', people: people(2_001) }), LIST, '7');
    expect(many.input.source).toEqual({ kind: 'upload', name: 'selection' });
    expect((await many.body?.text())?.split('\n')).toHaveLength(2_001);
    const list = { kinds: ['ban'], search: ' spam ', filter: { ...NO_FILTER, reason: 'x' } } as const;
    expect(prepareOf(draft({ origin: 'filter' }), list, '7').input.source).toEqual({
      kind: 'filter',
      filter: { kinds: ['ban'], search: 'spam', reason: 'x' },
    });
  });

  it('asks the history for local days', () => {
    const filter = { ...NO_FILTER, moderator: { id: '5', name: 'm' }, from: '2026-11-17', to: '2026-11-17' };
    const question = historyQuestion({ kinds: ['timeout'], search: '', filter });
    expect(question).toMatchObject({ kinds: ['timeout'], moderatorId: '5' });
    expect(new Date(question.from ?? '').getHours()).toBe(0);
    expect(Date.parse(question.to ?? '') - Date.parse(question.from ?? '')).toBe(864e5);
  });

  it('takes nobody of one channel along to another', () => {
    const filter = { ...NO_FILTER, moderator: { id: '5', name: 'm' } };
    const before = draft({ origin: 'selection', people: people(3), history: { kinds: ['ban'], search: 'x', filter } });
    const after = elsewhere(before);
    expect(after).toMatchObject({ origin: 'paste', history: { kinds: ['ban'], search: 'x' } });
    expect(after.people.size).toBe(0);
    expect(after.history.filter.moderator).toBeNull();
  });
});
