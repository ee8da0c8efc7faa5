// No dress hides a secret from the scrubber. Random secrets in random company, with a printed seed.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from '../../../src/main/lib/scrub.ts';

const SEED = 20261120;
const value = fc.string({ unit: 'binary', minLength: 8, maxLength: 40 }).filter((text) => text.isWellFormed());

const DRESSES: Record<string, (text: string, before: string, after: string) => string> = {
  plain: (text, before, after) => before + text + after,
  url: (text) => `https://x/?a=${encodeURIComponent(text)}&b=1`,
  'url in small letters': (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  json: (text, before, after) => JSON.stringify({ a: before + text + after }),
  'json in json': (text) => JSON.stringify({ a: JSON.stringify({ b: text }) }),
  hex: (text) => Buffer.from(text).toString('hex'),
  HEX: (text) => Buffer.from(text).toString('hex').toUpperCase(),
  base64: (text, before, after) => Buffer.from(before + text + after).toString('base64'),
  base64url: (text, before, after) => Buffer.from(before + text + after).toString('base64url'),
};

/** The core of what a dress makes of a secret alone, which must be gone afterwards. */
function traces(text: string): string[] {
  const bytes = Buffer.from(text);
  const middle = (whole: string): string => whole.slice(4, -4);
  const shifted = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', ''),
  );
  return [text, encodeURIComponent(text), bytes.toString('hex'), ...shifted.map(middle)].filter(
    (trace) => trace.length >= 8,
  );
}

describe('the scrubber', () => {
  for (const [name, dress] of Object.entries(DRESSES)) {
    it(`takes a secret out in its dress: ${name}`, () => {
      fc.assert(
        fc.property(value, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (text, before, after) => {
          const scrubber = createScrubber();
          scrubber.add(text);
          const out = scrubber.scrub(dress(text, before, after));
          expect(out).toContain('[secret]');
          for (const trace of traces(text)) expect(out.includes(trace)).toBe(false);
        }),
        { seed: SEED, numRuns: 300 },
      );
    });
  }

  it('would let them through if nobody had told it (planted fault)', () => {
    expect(createScrubber().scrub('token=abcdefgh12345678')).toContain('abcdefgh12345678');
  });

  it('leaves the rest alone, and short values too', () => {
    const scrubber = createScrubber();
    scrubber.add('short');
    scrubber.add('abcdefgh12345678');
    expect(scrubber.scrub('a short text with abcdefgh12345678 inside')).toBe('a short text with [secret] inside');
  });

  it('is bounded in secrets and in text', () => {
    const scrubber = createScrubber();
    for (let index = 0; index < 300; index += 1) scrubber.add(`secret-number-${String(index).padStart(4, '0')}`);
    expect(scrubber.scrub('secret-number-0299')).toBe('[secret]');
    expect(scrubber.scrub('secret-number-0001')).toBe('secret-number-0001');
    const long = `${'x'.repeat(262_140)}secret-number-0299`;
    const out = scrubber.scrub(long);
    expect(out.length).toBeLessThan(262_200);
    expect(out).not.toContain('secret-n');
  });
});
