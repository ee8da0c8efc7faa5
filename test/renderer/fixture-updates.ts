// What the made-up world knows of newer versions: one state per scenario. Test code.
import type { UpdateView } from '../../src/shared/contract/updates.ts';
import type { Scenario } from './fixture-frame.ts';
import { iso } from './fixture-world.ts';

const NOTHING: UpdateView = {
  status: 'idle',
  off: null,
  current: '0.1.0',
  found: null,
  progress: null,
  checkedAt: iso(Date.now() - 600_000),
  nextCheckAt: iso(Date.now() + 3_600_000),
  error: null,
  waitsFor: [],
  previous: null,
  failedVersion: null,
};

const FOUND = {
  version: '0.2.0',
  notes:
    'Faster and calmer.\n\n• Search finds former names\n• The tray shows what is unread\n• A sync that was cut off goes on where it stopped',
  releasedAt: iso(Date.now() - 86_400_000),
  bytes: 104_857_600,
};

/** `sync`: fetched, and waiting for the work to end; `bulk`: being fetched; `limited`: refused; `full`: found. */
export function updateOf(scenario: Scenario): UpdateView {
  switch (scenario) {
    case 'full':
      return { ...NOTHING, status: 'available', found: FOUND, previous: { version: '0.0.9' } };
    case 'bulk':
      return {
        ...NOTHING,
        status: 'downloading',
        found: FOUND,
        progress: { bytes: 38_797_312, total: 104_857_600, bytesPerSecond: 2_000_000 },
      };
    case 'sync':
      return { ...NOTHING, status: 'ready', found: FOUND, waitsFor: ['sync'] };
    case 'limited':
      return {
        ...NOTHING,
        status: 'available',
        found: { ...FOUND, notes: '' },
        failedVersion: '0.2.0',
        error: {
          code: 'SERVICE_UNAVAILABLE',
          error: 'What was fetched is not what was published, so it was thrown away. Nothing was installed.',
          details: { reason: 'checksum' },
        },
      };
    default:
      return { ...NOTHING, status: 'off', off: 'browser', checkedAt: null, nextCheckAt: null };
  }
}
