// How fast something goes and how long it still takes, from what it reported lately. Pure: times are handed in.

/** The stretch that the rate is measured over, in ms. */
const STRETCH_MS = 10_000;
/** Less than this tells nothing yet, in ms. */
const LEAST_MS = 1000;

export interface Pace {
  /** Notes that `done` units were finished at `time` (ms of a steady clock). */
  add(time: number, done: number): void;
  /** Forgets the past, as after a pause. */
  restart(time: number, done: number): void;
  /** Units per second up to `time`: a stall lowers it. Null until it can be told. */
  rate(time: number): number | null;
}

/** Keeps at most one sample per 100 ms of the last ten seconds. */
export function createPace(): Pace {
  let samples: { time: number; done: number }[] = [];
  return {
    add(time, done) {
      const last = samples.at(-1);
      const beforeLast = samples.at(-2);
      if (last && beforeLast && time - beforeLast.time < 100) samples[samples.length - 1] = { time, done };
      else samples.push({ time, done });
      // One sample older than the stretch stays, to measure from.
      while (samples.length > 2 && time - (samples[1]?.time ?? time) >= STRETCH_MS) samples.shift();
    },
    restart(time, done) {
      samples = [{ time, done }];
    },
    rate(time) {
      const [first] = samples;
      const last = samples.at(-1);
      if (!first || !last || time - first.time < LEAST_MS || last.done <= first.done) return null;
      return ((last.done - first.done) / (time - first.time)) * 1000;
    },
  };
}

/** Milliseconds until `total` is reached; null when nobody can honestly say. */
export function remainingMs(done: number, total: number | null, rate: number | null): number | null {
  if (total === null || rate === null || rate <= 0) return null;
  return Math.max(0, Math.ceil(((total - done) / rate) * 1000));
}
