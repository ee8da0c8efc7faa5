// What the page says of alerts: each once when it is raised and once when it is over, and nothing at its opening.
import { expect, it } from 'vitest';
import { announceAlerts } from '../../../src/renderer/lib/announce-alerts.ts';
import type { OfferData, Say } from '../../../src/renderer/lib/say.ts';
import { createAppStore } from '../../../src/renderer/lib/store.ts';
import type { AlertView } from '../../../src/shared/contract/alerts.ts';

const alert = (id: string, change: Partial<AlertView> = {}): AlertView => ({
  id,
  rule: 'disk',
  channelId: null,
  severity: 'danger',
  title: `Alert ${id}`,
  text: 'Do something.',
  value: 1,
  worst: 1,
  threshold: 500,
  raisedAt: '2026-11-20T12:00:00.000Z',
  clearedAt: null,
  acknowledgedAt: null,
  isTold: true,
  isMuted: false,
  fix: null,
  ...change,
});

function announcer() {
  const said: string[] = [];
  const offers: OfferData[] = [];
  const stops: string[] = [];
  const store = createAppStore();
  const say = {
    note: (title: string) => void said.push(title),
    offer: (title: string, _text: string, offer: OfferData) => {
      said.push(title);
      offers.push(offer);
    },
  } as unknown as Say;
  const tell = (before: readonly AlertView[] | null, after: readonly AlertView[]): string[] => {
    announceAlerts(before, after, { store, say, stop: () => void stops.push('stopped') });
    return said.splice(0);
  };
  return { tell, offers, stops, store };
}

it('is silent at the opening, says what is new once and what is over once', () => {
  const { tell, offers, store } = announcer();
  const [one, two] = [alert('1'), alert('2')];
  expect(tell(null, [one])).toEqual([]);
  expect(tell([one], [one, two])).toEqual(['Alert 2']);
  expect(tell([one, two], [one, two])).toEqual([]);
  expect(tell([one, two], [two])).toEqual(['Over: Alert 1']);
  offers[0]!.run();
  expect(store.getState()).toMatchObject({ screen: 'health', healthPlace: 'alerts' });
});

it('offers the kill switch where the core does, and only to whoever may use it', () => {
  const { tell, offers, stops, store } = announcer();
  const many = alert('1', { rule: 'error_rate', fix: { kind: 'stop' } });
  tell([], [many]);
  expect(offers[0]!.word).toBe('Stop everything');
  offers[0]!.run();
  expect(stops).toEqual(['stopped']);
  store.setState({ caller: { kind: 'key', keyId: 'k', name: 'dock', rights: ['view_reports'] } });
  tell([], [many]);
  expect(offers[1]!.word).toBe('Look');
});

it('counts where there are many, and says nothing of what is muted', () => {
  const { tell } = announcer();
  const four = ['1', '2', '3', '4'].map((id) => alert(id));
  expect(tell([], four)).toEqual(['4 alerts']);
  expect(tell(four, [])).toEqual(['4 alerts are over']);
  const muted = alert('5', { isTold: false });
  expect(tell([], [muted])).toEqual([]);
  expect(tell([muted], [])).toEqual([]);
});
