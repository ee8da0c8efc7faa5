// An act whose answer was lost: said to be not known, offered again, and taken for done when Twitch says it is so.
import { beforeEach, expect, test } from 'vitest';
import type { Bridge } from '../../../src/shared/contract.ts';
import type { AppError } from '../../../src/shared/errors.ts';
import { createActs } from '../../../src/renderer/lib/acts.ts';
import type { OfferData, Say } from '../../../src/renderer/lib/say.ts';
import { createAppStore } from '../../../src/renderer/lib/store.ts';

const UNKNOWN: AppError = { code: 'SERVICE_UNAVAILABLE', error: 'lost', details: { reason: 'outcome_unknown' } };
const ALREADY: AppError = { code: 'CONFLICT', error: 'already', details: { reason: 'already_banned' } };
const UNCLEAR: AppError = { code: 'CONFLICT', error: 'unclear', details: { reason: 'unknown_state' } };
const MOVED_ON: AppError = { code: 'CONFLICT', error: 'A newer ban is in force.', details: { reason: 'moved_on' } };

let said: string[];
let offers: OfferData[];
let answers: (AppError | object)[];
let calls: { command: string; input: Record<string, unknown> }[];
beforeEach(() => {
  [said, offers, answers, calls] = [[], [], [], []];
});

function open() {
  const store = createAppStore();
  const say = {
    note: (title: string, text = '') => said.push(`${title}: ${text}`),
    failed: (error: AppError) => said.push(error.error),
    undoable: (title: string) => (said.push(title), 'toast'),
    waiting: () => 'toast',
    offer: (title: string, _: string, offer: OfferData) => (said.push(title), offers.push(offer)),
    close: () => undefined,
  } as unknown as Say;
  const call = (command: string, input: Record<string, unknown>) => {
    calls.push({ command, input });
    const answer = answers.shift() ?? {};
    return Promise.resolve('code' in answer ? { ok: false, error: answer } : { ok: true, value: answer });
  };
  const bridge = { call, onEvent: () => () => undefined } as unknown as Bridge;
  return { store, acts: createActs({ bridge, store, say, reconnects: { offer: () => false }, now: () => 0 }) };
}

const target = { channelId: '1', user: { id: '7' }, name: 'A' };

test('a lost ban is offered again under a new id, and “already banned” then means that it was done', async () => {
  answers = [UNKNOWN, ALREADY];
  const { acts } = open();
  expect(await acts.restrict(target, { kind: 'ban', until: null }, 'spam')).toBe(false);
  expect(said).toEqual(['Not known: ban A']);
  offers[0]!.run();
  await new Promise((resolve) => setImmediate(resolve));
  expect(said[1]).toBe('A was banned: Twitch says so: the first try had worked.');
  expect(new Set(calls.map(({ input }) => input['actId'])).size).toBe(2);
});

test('“already banned” on a first try stays a refusal', async () => {
  answers = [ALREADY];
  expect(await open().acts.restrict(target, { kind: 'ban', until: null }, '')).toBe(false);
  expect(said).toEqual(['already']);
});

test('undo asks first where nobody can tell what would be lifted, and says why it cannot be done', async () => {
  answers = [UNCLEAR, { did: 'unban', entryId: 'e', actId: 'a' }, MOVED_ON];
  const { acts, store } = open();
  expect(await acts.undoEntry('e', 'A')).toBe(false);
  store.getState().question!.onYes();
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls[1]!.input).toMatchObject({ entryId: 'e', isEither: true });
  expect(said).toEqual(['Undone: A was unbanned']);
  expect(await acts.undoEntry('e', 'A')).toBe(false);
  expect(said[1]).toBe('A newer ban is in force.');
});
