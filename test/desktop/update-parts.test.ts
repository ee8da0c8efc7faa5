// The small parts of updating: order of versions, kept installers, notes from outside, and what a failure is called.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareVersions, createInstallers } from '../../src/main/desktop/installers.ts';
import { translateUpdateError } from '../../src/main/desktop/update-errors.ts';
import { notesText } from '../../src/main/desktop/update-notes.ts';
import { recordingLog } from '../helpers/db.ts';
import { temporaryFolder } from './worlds.ts';

test('versions are ordered as semver orders them', () => {
  const order = ['0.0.9', '0.1.0-beta.2', '0.1.0-beta.10', '0.1.0', '0.1.1', '0.10.0', '1.0.0-alpha', '1.0.0'];
  const mixed = order.toSorted(() => 0).toReversed();
  expect(mixed.toSorted(compareVersions)).toEqual(order);
});

test('two installers are kept, this version’s and the one before; what can’t be kept stops nothing', () => {
  const { path, remove } = temporaryFolder();
  const folder = join(path, 'installers');
  const file = (version: string): string => join(path, `Modkeep Setup ${version}.exe`);
  for (const version of ['0.1.0', '0.2.0', '0.3.0']) writeFileSync(file(version), version);
  const of = (version: string) => createInstallers({ folder, version, log: recordingLog() });
  expect(of('0.1.0').previous()).toBeNull();
  of('0.1.0').rotate({ version: '0.2.0', file: file('0.2.0') }, file('0.1.0'));
  expect(of('0.2.0').previous()).toMatchObject({ version: '0.1.0' });
  of('0.2.0').rotate({ version: '0.3.0', file: file('0.3.0') }, null);
  expect(readdirSync(folder).toSorted()).toEqual(['modkeep-0.2.0.exe', 'modkeep-0.3.0.exe']);
  expect(of('0.3.0').previous()).toMatchObject({ version: '0.2.0' });
  // Gone back: what is newer is no way back.
  expect(of('0.2.0').previous()).toBeNull();
  const log = recordingLog();
  createInstallers({ folder, version: '0.3.0', log }).rotate({ version: '0.4.0', file: file('0.4.0') }, null);
  expect(log.lines.join()).toContain('could not be kept');
  mkdirSync(join(folder, 'modkeep-x'));
  expect(of('0.4.0').previous()).toMatchObject({ version: '0.3.0' });
  remove();
});

test('notes are text of a bounded length, without markup, control characters or turned writing', () => {
  expect(notesText('<p>A<b>b</b></p><img src=x onerror=alert(1)><a href="javascript:x">c</a>')).toBe('Ab\nc');
  expect(notesText('a\u202eb\u0000c&#8238;d\u0007')).toBe('abcd');
  expect(notesText([{ version: '0.2.0', note: '<p>x</p>' }, { version: 7, note: 'y' }, null, 'z'])).toBe(
    '0.2.0\nx\n\ny',
  );
  expect(notesText('x'.repeat(100_000))).toHaveLength(8_000);
  for (const nothing of [undefined, null, 7, {}]) expect(notesText(nothing)).toBe('');
});

test.each<readonly [object, string, string | undefined]>([
  [{ code: 'ERR_CHECKSUM_MISMATCH' }, 'SERVICE_UNAVAILABLE', 'checksum'],
  [{ code: 'ERR_UPDATER_INVALID_SIGNATURE' }, 'SERVICE_UNAVAILABLE', 'signature'],
  [{ code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' }, 'SERVICE_UNAVAILABLE', 'no_release'],
  [{ code: 'ENOSPC' }, 'SERVICE_UNAVAILABLE', 'disk_full'],
  [{ code: 'HTTP_ERROR_503' }, 'OFFLINE', 'update'],
  [{ message: 'net::ERR_INTERNET_DISCONNECTED' }, 'OFFLINE', 'update'],
  [{ code: 'ECONNREFUSED' }, 'OFFLINE', 'update'],
  [{ message: 'anything at /home/somebody' }, 'SERVICE_UNAVAILABLE', 'update_failed'],
])('%j is told as %s (%s)', (thrown, code, reason) => {
  const { failure } = translateUpdateError(Object.assign(new Error('x'), thrown), false);
  expect(failure).toMatchObject({ code, details: { reason } });
  expect(failure.error).not.toMatch(/home|net::/);
});
