// Values of alert rules as they are read and typed: what is shown can be typed back, and nonsense is named.
import { describe, expect, it } from 'vitest';
import { durationText, readValues, valueText, valueWords } from '../../../src/renderer/lib/alert-words.ts';
import { ALERT_RULES, ALERTS } from '../../../src/shared/alerts.ts';

describe('the values of a rule', () => {
  it.each(ALERT_RULES)('%s: what stands in the fields is what it means', (rule) => {
    const { raise, clear, holdSeconds } = ALERTS[rule];
    const typed = { raise: valueText(rule, raise), clear: valueText(rule, clear), hold: durationText(holdSeconds) };
    expect(readValues(rule, typed)).toEqual({ values: { raise, clear, holdSeconds }, problem: null });
  });

  it.each([
    ['p95', { raise: 'much', clear: '1', hold: '1m' }, 'raise'],
    ['p95', { raise: '-5', clear: '1', hold: '1m' }, 'raise'],
    ['p95', { raise: '500', clear: '500', hold: '1m' }, 'raise'],
    ['error_rate', { raise: '120', clear: '5', hold: '1m' }, 'raise'],
    ['error_rate', { raise: '12', clear: '', hold: '1m' }, 'clear'],
    ['live_down', { raise: '5', clear: '0', hold: '1m' }, 'raise'],
    ['clock', { raise: '30s', clear: '10s', hold: 'soon' }, 'hold'],
    ['clock', { raise: '30s', clear: '10s', hold: '2d' }, 'hold'],
  ] as const)('%s does not take %j', (rule, typed, field) => {
    expect(readValues(rule, typed).problem?.field).toBe(field);
  });

  it('are said in their unit', () => {
    const said = [
      valueWords('error_rate', 12.34),
      valueWords('error_rate', 2.5),
      valueWords('failed_bans', 3),
      valueWords('p95', 1234),
      valueWords('twitch_errors', 14.2),
      valueWords('live_down', 95),
      valueWords('sync_failing', 61.5),
      valueWords('disk', 480),
    ];
    expect(said.map((words) => words.replaceAll(/\s/g, ' '))).toEqual([
      '12 %',
      '2.5 %',
      '3×',
      '1 234 ms',
      '14 a min',
      '1m 35s',
      '1h 1m',
      '480 MB',
    ]);
  });
});
