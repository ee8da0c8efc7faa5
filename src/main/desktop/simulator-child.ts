// Starts the demo's simulator as a utility process: a package whose RunAsNode fuse is off can't fork plain Node.
// Knows nothing of what the simulator does or says.
import { utilityProcess } from 'electron';

/** A child that talks through messages and ends with the app. */
export interface Child<Received> {
  send(message: unknown): void;
  onMessage(listener: (message: Received) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** Starts `entry` with `argv`; its output is dropped. `Received` is what it is known to say. */
export function launchChild<Received>(entry: string, argv: readonly string[]): Child<Received> {
  const child = utilityProcess.fork(entry, [...argv], { serviceName: 'Modkeep demo', stdio: 'ignore' });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window: it has no origin
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
