// The control channel: everything a test, a benchmark or the demo may do to the simulated world.
// Inputs and results are plain data, so that it works from another process. Errors are thrown with a sentence.
import { controlPeople } from './control-people.ts';
import { controlSockets } from './control-sockets.ts';
import { controlTruth } from './control-truth.ts';
import type { FaultRule } from './faults.ts';
import type { Life } from './life.ts';
import type { Simulator } from './simulator.ts';

export type Control = ReturnType<typeof createControl>;

/** The same functions from the other side of a process: each answers with a promise. */
export type ControlClient = {
  readonly [Name in keyof Control]: (...input: Parameters<Control[Name]>) => Promise<ReturnType<Control[Name]>>;
};

export function createControl(simulator: Simulator, life: Life) {
  return {
    ...controlTime(simulator),
    ...controlPeople(simulator),
    ...controlActs(simulator),
    ...controlTruth(simulator),
    ...controlFaults(simulator),
    ...controlSockets(simulator),
    startLife: () => life.start(),
    stopLife: () => life.stop(),
    /** Makes the next `count` things happen right now. */
    live: (count: number): void => {
      for (let index = 0; index < count; index += 1) life.step();
    },
  };
}

/** Time by the simulator's clock: epoch ms, milliseconds. */
function controlTime({ clock }: Simulator) {
  return {
    now: () => clock.now(),
    /** Lives through the time up to then; what falls due happens. */
    setTime: (at: number) => clock.set(at),
    advance: (ms: number) => clock.advance(ms),
    /** Makes the clock wrong: nothing falls due because of it. */
    skew: (ms: number) => clock.skew(ms),
    freeze: () => clock.freeze(),
    resume: () => clock.resume(),
  };
}

/** What people do. Each is journaled and told over EventSub; what Twitch would refuse is thrown. */
function controlActs({ acts, requests }: Simulator) {
  return {
    ban: acts.ban,
    unban: acts.unban,
    mod: acts.mod,
    unmod: acts.unmod,
    vip: acts.vip,
    warn: acts.warn,
    sharedChat: acts.shared,
    requestUnban: requests.create,
    resolveRequest: requests.resolve,
    say: requests.say,
    deleteMessage: requests.deleteMessage,
  };
}

/** What goes wrong over HTTP, how slow it is, and how much is allowed. */
function controlFaults({ faults, delays, buckets, banLimit }: Simulator) {
  return {
    addFault: (rule: FaultRule): string => faults.add(rule),
    removeFault: (id: string) => faults.remove(id),
    clearFaults: () => faults.clear(),
    faultHits: () => faults.hits(),
    setDelays: (changed: { pageMs?: number; helixMs?: number }): void => {
      Object.assign(delays, changed);
    },
    setRateLimit: (perMinute: number) => buckets.setLimit(perMinute),
    setBanLimit: (input: { max: number; windowMs: number }) => banLimit.configure(input.max, input.windowMs),
  };
}
