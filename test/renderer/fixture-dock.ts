// What the made-up world's server for docks and programs does: on and off with the settings, a port that is taken, its keys.
// Test code.
import type { AppEvent, Reply } from '../../src/shared/contract.ts';
import type { DockView } from '../../src/shared/contract/dock.ts';
import type { Settings } from '../../src/shared/model.ts';
import type { Input, Scenario } from './fixture-frame.ts';
import { iso } from './fixture-world.ts';

const TEXT = 'mX0tqk1bR9aZ.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const ok = (value: unknown): Reply<unknown> => ({ ok: true, value });

let metricsKey: { createdAt: string } | null = null;
let connected = 0;
/** Another program holds the usual port in the world where all goes wrong, until somebody has tried again. */
let isTaken = true;

export function dockOf(scenario: Scenario, { dockEnabled, dockPort }: Settings): DockView {
  if (scenario === 'in-browser') return { state: 'on', isSwitched: false, port: 43_117, connected: 1, error: null };
  const port = dockPort === 0 ? null : dockPort;
  const off = { isSwitched: true, port, connected: 0, error: null };
  if (!dockEnabled) return { ...off, state: 'off' };
  if (scenario !== 'error' || !isTaken) return { ...off, state: 'on', port: port ?? 41_234, connected };
  const error = {
    code: 'CONFLICT',
    error: `Port ${dockPort} is already used by another program.`,
    details: { reason: 'port_taken' },
  } as const;
  return { ...off, state: 'failed', error };
}

export function dockAnswers(
  scenario: Scenario,
  settings: () => Settings,
  emit: (event: AppEvent) => void,
): Record<string, (input: Input) => Reply<unknown>> {
  const view = (): DockView => dockOf(scenario, settings());
  return {
    'dock.get': () => ok({ dock: view() }),
    'dock.retry': () => {
      isTaken = false;
      connected = 2;
      emit({ type: 'dock.changed', revision: 7_000 });
      return ok({ dock: view() });
    },
    'keys.list': () => ok({ keys: [] }),
    'keys.add': (input) => {
      const { name, permissions } = input as unknown as { name: string; permissions: readonly string[] };
      const key = { keyId: 'mX0tqk1bR9aZ', name, createdAt: iso(Date.now()), permissions, channels: [] };
      return ok({ key, text: TEXT, ignored: [] });
    },
    'keys.metrics': () => ok({ key: metricsKey, isServed: view().state === 'on' }),
    'keys.addMetrics': () => {
      metricsKey = { createdAt: iso(Date.now()) };
      emit({ type: 'settings.changed', revision: 7_001 });
      return ok({ key: metricsKey, text: 'q8w0e2r4t6y8u9i7o5p3a1s2d4f6g8h0j9k7l5z3x1c' });
    },
    'keys.removeMetrics': () => {
      metricsKey = null;
      emit({ type: 'settings.changed', revision: 7_002 });
      return ok({});
    },
  };
}
