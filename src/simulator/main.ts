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

/** Where calls come from and answers go: Electron's parent port, Node's IPC, or nowhere. */
interface Line {
  send(message: ToParent): void;
  onMessage(listener: (message: FromParent) => void): void;
  onParentGone(listener: () => void): void;
}

function openLine(): Line {
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) {
    // A utility process is ended by Electron together with its parent.
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (message) => listener(message.data as FromParent)),
      onParentGone: () => {},
    };
  }
  if (process.send) {
    return {
      send: (message) => process.send?.(message),
      onMessage: (listener) => process.on('message', (message) => listener(message as FromParent)),
      onParentGone: (listener) => process.once('disconnect', listener),
    };
  }
  return {
    send: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
    onMessage: () => {},
    onParentGone: () => {},
  };
}

async function run(line: Line): Promise<void> {
  const options = fromArguments(process.argv.slice(2));
  const simulator = await createSimulator(options);
  const world = populate(simulator, options);
  const life = createLife(simulator, world);
  if (options.isAlive ?? options.world === 'demo') life.start();
  const control = createControl(simulator, life);

  const answer = ({ id, name, input }: FromParent): ToParent => {
    try {
      const call = Object.hasOwn(control, name) ? control[name as keyof typeof control] : undefined;
      if (!call) throw new Error(`no such control call: ${name}`);
      return { id, value: (call as (...input: unknown[]) => unknown)(...input) };
    } catch (error) {
      return { id, error: sentenceOf(error) };
    }
  };
  const leave = (): void => {
    life.stop();
    void simulator.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  line.onParentGone(leave);
  line.onMessage((message) => line.send(answer(message)));
  line.send({ ready: true, port: simulator.port, world: world.summary });
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const line = openLine();
run(line).catch((error: unknown) => {
  line.send({ failed: sentenceOf(error) });
  process.exitCode = 1;
  // Nothing listens and nothing ticks: the process ends by itself once its parent has heard.
  if (process.connected) process.disconnect();
});
