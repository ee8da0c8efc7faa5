// The simulator as a process of its own. Forked (or started as an Electron utility process) it takes calls over
// its channel and leaves with its parent; started by hand it prints one JSON line and runs until it is stopped.
import { createControl } from './control.ts';
import { createLife } from './life.ts';
import { createSimulator } from './simulator.ts';
import { fromArguments } from './options.ts';
import { populate } from './worlds.ts';
import type { FromParent, ToParent } from './start.ts';

/** The part of Electron's `process.parentPort` that is used here. */
interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

async function run(): Promise<void> {
  const options = fromArguments(process.argv.slice(2));
  const simulator = await createSimulator(options);
  const world = populate(simulator, options);
  const life = createLife(simulator, world);
  if (options.isAlive ?? options.world === 'demo') life.start();
  const control = createControl(simulator, life);

  const answer = (message: FromParent): ToParent => {
    try {
      const call = Object.hasOwn(control, message.name) ? control[message.name as keyof typeof control] : undefined;
      if (!call) throw new Error(`no such control call: ${message.name}`);
      return { id: message.id, value: (call as (...input: unknown[]) => unknown)(...message.input) };
    } catch (error) {
      return { id: message.id, error: error instanceof Error ? error.message : String(error) };
    }
  };
  const leave = (): void => {
    life.stop();
    void simulator.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);

  const ready: ToParent = { ready: true, port: simulator.port, world: world.summary };
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) {
    port.on('message', (message) => port.postMessage(answer(message.data as FromParent)));
    port.postMessage(ready);
  } else if (process.send) {
    process.on('message', (message) => process.send?.(answer(message as FromParent)));
    process.once('disconnect', leave);
    process.send(ready);
  } else {
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
