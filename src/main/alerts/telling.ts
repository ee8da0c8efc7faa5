// How what was raised and what is over is told away from the page: each alert by itself, many of one kind as one.
import { ALERTS } from '../../shared/alerts.ts';
import type { Notice } from '../../shared/notice.ts';
import type { Log } from '../lib/log.ts';
import type { Alert } from './record.ts';
import { wordsOf } from './words.ts';

/** What somebody away from the page is to be told; at least one of the ways is open. */
export type AlertNotice = Notice & Required<Pick<Notice, 'ways'>>;

export interface Telling {
  /** To be told when `flush` is called next. */
  add(alert: Alert, isOver: boolean, ways: AlertNotice['ways']): void;
  flush(at: number): void;
}

export interface TellingDeps {
  readonly log: Log;
  /** A channel's display name. */
  readonly nameOf: (channelId: string) => string;
  readonly deliver: (notice: AlertNotice) => void;
}

/** Of more at once, as when the network is gone, the first is named and the others are counted. */
const MOST_TOLD = 2;

interface Told {
  readonly alert: Alert;
  readonly isOver: boolean;
  readonly ways: AlertNotice['ways'];
}

export function createTelling({ log, nameOf, deliver }: TellingDeps): Telling {
  let waiting: readonly Told[] = [];

  function say({ alert, isOver, ways }: Told, more: number, at: number): void {
    const { rule, channelId, worst } = alert;
    const { title, measured, advice } = wordsOf(rule, channelId === '' ? '' : nameOf(channelId));
    const whole = more === 0 ? title : `${title}, and ${more} more`;
    deliver({
      kind: 'alert',
      channelId: more > 0 ? null : channelId || null,
      severity: isOver ? 'info' : ALERTS[rule].severity,
      title: isOver ? `Over: ${whole}` : whole,
      text: isOver ? 'It is right again.' : `${measured(worst)} ${advice}`,
      at,
      sameAs: `alert ${rule} ${more > 0 ? 'many' : channelId}`,
      ways,
    });
  }

  return {
    add(alert, isOver, { system, discord }) {
      if (system || discord) waiting = [...waiting, { alert, isOver, ways: { system, discord } }];
    },
    flush(at) {
      const groups = Map.groupBy(waiting, ({ alert, isOver }) => `${alert.rule} ${isOver}`);
      waiting = [];
      for (const group of groups.values()) {
        const [first] = group;
        try {
          if (group.length <= MOST_TOLD) for (const one of group) say(one, 0, at);
          else if (first !== undefined) say(first, group.length - 1, at);
        } catch (error) {
          log.error('an alert could not be told', { rule: first?.alert.rule ?? '', error: String(error) });
        }
      }
    },
  };
}
