// How the scripts talk: one line at a time, on stderr, so that stdout stays the app's own.

/** Something that can't be done, as a code and one sentence; ends the command with `exitCode`. */
export class Refusal extends Error {
  constructor(code, sentence, exitCode = 1) {
    super(sentence);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** Something needed is not there right now, in one sentence. */
export function unavailable(sentence) {
  return new Refusal('SERVICE_UNAVAILABLE', sentence);
}

/** Throws when a tool did not end by itself. `reason` is that of `runTool`. */
export function refuseIfEnded(reason) {
  if (reason === 'signal') throw new Refusal('CANCELLED', 'Stopped before it was ready.', 130);
  if (reason === 'timeout') throw unavailable('That took far too long and was stopped; try again.');
}

export function say(line) {
  process.stderr.write(`modkeep: ${line}\n`);
}

/** Says that a piece of work goes on, and when it is done how long it took. Returns what `work` returns. */
export async function during(line, work) {
  const began = Date.now();
  say(`${line}…`);
  const result = await work();
  say(`${line}: done in ${seconds(began)}`);
  return result;
}

export function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}
