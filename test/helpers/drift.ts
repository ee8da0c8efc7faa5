// Whether a process stays as it is over a long time: memory, handles and the database's log, taken now and then.

export interface Sample {
  /** Bytes. */
  readonly heap: number;
  /** Bytes. */
  readonly rss: number;
  /** Open files and sockets; 0 where the system does not say. */
  readonly handles: number;
}

/** What counts as flat: 20 MB of memory and no handle, after the first fifth has warmed everything up. */
const MOST_BYTES = 20e6;
/**
 * The log is moved at 2 000 pages, 8 MB, and then cut back to that. Where the machine keeps the thread that moves it
 * waiting in the middle of its work, as much again may be written meanwhile (16 MB were seen at ten times the load); a
 * log that nobody moves grows by hundreds of megabytes.
 */
const MOST_LOG = 24 * 1024 * 1024;

export interface Drift {
  /** Bytes by which the later part uses more than the earlier one. */
  readonly heap: number;
  readonly rss: number;
  readonly handles: number;
}

/** The middle of the last quarter of `samples` against the middle of the second fifth. At least ten samples. */
export function driftOf(samples: readonly Sample[]): Drift {
  if (samples.length < 10) throw new Error(`only ${samples.length} samples`);
  const early = samples.slice(Math.floor(samples.length * 0.2), Math.floor(samples.length * 0.4));
  const late = samples.slice(Math.floor(samples.length * 0.75));
  const grown = (key: keyof Sample): number =>
    middle(late.map((one) => one[key])) - middle(early.map((one) => one[key]));
  return { heap: grown('heap'), rss: grown('rss'), handles: grown('handles') };
}

/** What is not flat, in words; empty when everything is. */
export function driftProblems(samples: readonly Sample[], largestLog: number): string[] {
  const { heap, rss, handles } = driftOf(samples);
  return [
    ...(heap > MOST_BYTES ? [`the heap grew by ${inMb(heap)}`] : []),
    ...(rss > MOST_BYTES ? [`memory grew by ${inMb(rss)}`] : []),
    ...(handles > 0 ? [`${handles} more handles are open`] : []),
    ...(largestLog > MOST_LOG ? [`the log reached ${largestLog} bytes`] : []),
  ];
}

/** For the scorecard. */
export function driftInWords(samples: readonly Sample[], largestLog: number): string {
  const { heap, rss, handles } = driftOf(samples);
  return `heap ${inMb(heap)}, RSS ${inMb(rss)}, handles ${handles}, longest log ${(largestLog / 1e6).toFixed(1)} MB`;
}

const inMb = (bytes: number): string => `${bytes < 0 ? '' : '+'}${(bytes / 1e6).toFixed(1)} MB`;

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
