// Starts the demo's simulator as a utility process: a package whose RunAsNode fuse is off can't fork plain Node.
// Knows nothing of what the simulator does.
import { utilityProcess } from 'electron';
import type { SimulatorProcess, ToParent } from '../../simulator/start.ts';

/** `entry` with `argv` as a child that talks through messages and ends with the app. */
export function launchSimulator(entry: string, argv: readonly string[]): SimulatorProcess {
  const child = utilityProcess.fork(entry, [...argv], { serviceName: 'Modkeep demo', stdio: 'ignore' });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: ToParent) => listener(message)),
    onExit: (listener) => child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
