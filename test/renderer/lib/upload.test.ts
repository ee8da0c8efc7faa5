// A file on its way to the core: read in slices, sent in frames that fit, whole at the other end.
import { describe, expect, it } from 'vitest';
import type { Bridge } from '../../../src/shared/contract.ts';
import type { AppError } from '../../../src/shared/errors.ts';
import { piecesOf, sendBody } from '../../../src/renderer/lib/upload.ts';

const FRAME = 64 * 1024;

function sent(body: Blob, options: { refuseAt?: number; stopAt?: number } = {}) {
  const parts: { part: number; text: string }[] = [];
  const progress: number[] = [];
  const error: AppError = { code: 'CONFLICT', error: 'no', details: { reason: 'busy' } };
  const call = ((_: string, input: { part: number; text: string }) => {
    if (input.part === options.refuseAt) return Promise.resolve({ ok: false, error });
    parts.push(input);
    return Promise.resolve({ ok: true, value: {} });
  }) as unknown as Bridge['call'];
  const isWanted = (): boolean => parts.length !== options.stopAt;
  const result = sendBody({ bridge: { call }, isWanted, onSent: (bytes) => progress.push(bytes) }, 'id', body);
  return { result, parts, progress, text: () => parts.map(({ text }) => text).join('') };
}

describe('an upload', () => {
  it('arrives whole, whatever signs are cut by its slices', async () => {
    for (const sign of ['a', 'ß', '斎', '😀', '"', '\r\n', '\u0001']) {
      const text = `x${sign.repeat(40_000)}`;
      const upload = sent(new Blob([text]));
      expect(await upload.result).toBeNull();
      expect(upload.text() === text, sign).toBe(true);
      expect(upload.parts.map(({ part }) => part)).toEqual(upload.parts.map((_, index) => index));
      const frames = upload.parts.map((input) =>
        Buffer.byteLength(JSON.stringify({ id: 123_456_789, command: 'bulk.addRows', input })),
      );
      expect(Math.max(...frames), sign).toBeLessThan(FRAME);
      expect(upload.progress.at(-1)).toBe(Buffer.byteLength(text));
    }
  });

  it('reads what spreadsheets save as UTF-16, and drops the mark in front', async () => {
    const little = Buffer.from('\uFEFFname\n斎藤', 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, Buffer.from('\uFEFFname\n斎藤')]) {
      const upload = sent(new Blob([new Uint8Array(bytes)]));
      await upload.result;
      expect(upload.text()).toBe('name\n斎藤');
    }
  });

  it('holds a slice at a time, however long the file is', async () => {
    const size = 12_000_000;
    let longest = 0;
    const body = {
      size,
      slice: (from: number, to: number) => {
        longest = Math.max(longest, to - from);
        return new Blob(['1\n'.repeat(Math.max(0, Math.min(to, size) - from) / 2)]);
      },
    } as Blob;
    const upload = sent(body, { stopAt: 200 });
    expect(await upload.result).toBeNull();
    expect(longest).toBeLessThanOrEqual(24_000);
  });

  it('stops when it is no longer wanted, and says why a piece was refused', async () => {
    const body = new Blob(['x'.repeat(100_000)]);
    const stopped = sent(body, { stopAt: 2 });
    expect(await stopped.result).toBeNull();
    expect(stopped.parts).toHaveLength(2);
    expect(await sent(body, { refuseAt: 1 }).result).toMatchObject({ code: 'CONFLICT' });
  });

  it('has no piece for an empty text', () => expect(piecesOf('')).toEqual([]));
});
