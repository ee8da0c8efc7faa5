// The packages that the app is made of, as the build wrote them down beside the programs. Knows no domain words.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../shared/errors.ts';
import type { LicenceView } from '../../shared/contract/accounts.ts';

/** By name. Throws NOT_FOUND (`licences`) where the app runs from its sources: then nothing was put together. */
export async function readLicences(folder: string = import.meta.dirname): Promise<readonly LicenceView[]> {
  try {
    return JSON.parse(await readFile(join(folder, 'licences.json'), 'utf8')) as readonly LicenceView[];
  } catch (error) {
    throw fail(
      'NOT_FOUND',
      'The list of licences is made when Modkeep is built; here it runs from its sources.',
      { what: 'licences' },
      { cause: error },
    );
  }
}
