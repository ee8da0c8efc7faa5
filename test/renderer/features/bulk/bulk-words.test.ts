// What a bulk job says of itself: what it will do, why it stands still, what is wrong with a line.
import { describe, expect, it } from 'vitest';
import { createListReader } from '../../../../src/main/bulk/parse.ts';
import {
  actWords,
  codeWords,
  deedWords,
  etaWords,
  haltWords,
  paceOf,
  paceWords,
  PLAN_WORDS,
  resultWord,
  titleOf,
} from '../../../../src/renderer/features/bulk/bulk-words.ts';

describe('the words of a bulk job', () => {
  it('say exactly what will happen', () => {
    expect(deedWords({ ban: 480 })).toBe('Ban 480 people');
    expect(deedWords({ timeout: 1 })).toBe('Time out 1 person');
    expect(deedWords({ unban: 2 })).toBe('Let 2 people chat again');
    expect(deedWords({ untimeout: 3, ban: 0 })).toBe('End 3 timeouts');
    expect(deedWords({ ban: 1, timeout: 2, unban: 3 })).toBe(
      'Let 3 people chat again, ban 1 person and time out 2 people',
    );
    expect(deedWords({})).toBe('');
    const base = { rollbackOf: null, total: 7, state: 'collecting', acts: {} } as const;
    expect(titleOf(base)).toBe('7 lines');
    expect(titleOf({ ...base, rollbackOf: 'x', acts: { unban: 2 } })).toBe('Take back: let 2 people chat again');
  });

  it('never promise more speed than Twitch allows', () => {
    expect([1, 96, 97, 480, 1_000].map(paceOf)).toEqual([0, 0, 30_000, 120_000, 300_000]);
    expect([0, 9_000, 15_000, 61_000, 120_000, 5_400_000].map(etaWords)).toEqual([
      'a few seconds',
      'a few seconds',
      'about 20 s',
      'about 1 min',
      'about 2 min',
      'about 1h 30m',
    ]);
    expect(paceWords(96)).toBe('');
    expect(paceWords(480)).toBe('Twitch allows 100 per 30 s');
  });

  it('have a sentence for everything that can be wrong with a line', () => {
    const rules = { act: { kind: 'ban' }, requireReason: true, now: Date.parse('2026-11-20T00:00:00Z') } as const;
    const lines = [
      'id,kind,duration,until,reason',
      'no one,,,,x',
      '5,kick,,,x',
      '5,timeout,99y,,x',
      '5,timeout,,soon,x',
      '5,timeout,,2027-11-20T00:00:00Z,x',
      `5,,,,${'x'.repeat(501)}`,
      '5,,,,',
      '5,"a"b,,,x',
      '5,,,,x,y',
      `5,${'y'.repeat(5_000)}`,
      '"open',
    ];
    const read = createListReader(rules);
    const json = createListReader(rules);
    const rows = [...read.push(lines.join('\n')), ...read.end(), ...json.push('{"id":[1]}\n{"id":\n'), ...json.end()];
    const codes = new Set(rows.map(({ problem }) => problem));
    expect(codes.has(null)).toBe(false);
    expect(codes.size).toBe(13);
    for (const code of codes) expect(codeWords(code), String(code)).not.toMatch(/^Code /);
    for (const plan of Object.keys(PLAN_WORDS)) expect(codeWords(plan), plan).not.toMatch(/^Code /);
    expect(codeWords('SOMETHING_NEW')).toBe('Code SOMETHING_NEW.');
    expect(codeWords(null)).toBe('');
  });

  it('say why a job stands still, and nothing where it simply was cancelled', () => {
    expect(haltWords({ state: 'paused', halted: 'kill_switch' })).toMatch(/^The kill switch stopped it/);
    expect(haltWords({ state: 'failed', halted: 'interrupted' })).toMatch(/dry run/);
    expect(haltWords({ state: 'paused', halted: 'interrupted' })).toMatch(/Nothing is done twice/);
    expect(haltWords({ state: 'paused', halted: 'NEW_CODE' })).toBe('Stopped with the code NEW_CODE.');
    expect(haltWords({ state: 'cancelled', halted: 'user' })).toBe('');
    expect(resultWord('waiting', 'cancelled')).toBe('Never begun');
    expect(resultWord('waiting', 'paused')).toBe('Waiting');
    expect(actWords({ kind: 'timeout', durationSeconds: 5_400 }, '')).toBe('Time out 1h 30m');
    expect(actWords({ kind: 'timeout', durationSeconds: null }, 'until 17 Nov 14:02')).toBe(
      'Time out until 17 Nov 14:02',
    );
  });
});
