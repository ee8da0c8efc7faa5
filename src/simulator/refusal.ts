// A request that Twitch would refuse, as an error with a status. The HTTP side turns it into an error body.

export class Refusal extends Error {
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.extra = extra;
  }
}

/** Throws a refusal. `extra` lands in the error body beside `error`, `status` and `message`. */
export function refuse(status: number, message: string, extra?: Readonly<Record<string, unknown>>): never {
  throw new Refusal(status, message, extra);
}
