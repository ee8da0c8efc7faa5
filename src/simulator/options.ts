// What a simulator can be told at its start, as an object or as command-line arguments.
import { parseArgs } from 'node:util';

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly seed?: number;
  /** `empty`, `demo`, or `size:N`: one channel with N bans (up to 500 000). Default `empty`. */
  readonly world?: string;
  /** Real milliseconds before every page of Get Banned Users. */
  readonly pageDelayMs?: number;
  /** Real milliseconds before every other Helix answer. */
  readonly delayMs?: number;
  /** Approves every device code by itself as this login (after `autoApproveMs`, default 2 000). */
  readonly autoApprove?: string;
  readonly autoApproveMs?: number;
  /** Known client ids; any is accepted as public when there are none. */
  readonly clients?: Readonly<Record<string, 'public' | 'confidential'>>;
  /** How far the simulator's clock is ahead of this machine's. */
  readonly clockOffsetMs?: number;
  /** Points per minute, client and user. Default 800. */
  readonly rateLimit?: number;
  /** Default four hours. */
  readonly accessTokenSeconds?: number;
  /** Whether things happen by themselves. Default: only in the demo. */
  readonly isAlive?: boolean;
}

export const WORLD_PATTERN = /^(?:empty|demo|size:(\d{1,6}))$/;

/** Options as arguments for `main.ts`. */
export function toArguments(options: SimulatorOptions): string[] {
  const pairs: [string, string | number | boolean | undefined][] = [
    ['port', options.port],
    ['seed', options.seed],
    ['world', options.world],
    ['page-delay-ms', options.pageDelayMs],
    ['delay-ms', options.delayMs],
    ['auto-approve', options.autoApprove],
    ['auto-approve-ms', options.autoApproveMs],
    ['clock-offset-ms', options.clockOffsetMs],
    ['rate-limit', options.rateLimit],
    ['access-token-seconds', options.accessTokenSeconds],
    ['alive', options.isAlive],
  ];
  const clients = Object.entries(options.clients ?? {}).map(([id, type]) => `--client=${id}:${type}`);
  return [...pairs.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${String(value)}`])), ...clients];
}

/** Reads the arguments of `main.ts`; throws an Error that names what is wrong. */
export function fromArguments(argv: readonly string[]): SimulatorOptions {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: string,
      seed: string,
      world: string,
      'page-delay-ms': string,
      'delay-ms': string,
      'auto-approve': string,
      'auto-approve-ms': string,
      'clock-offset-ms': string,
      'rate-limit': string,
      'access-token-seconds': string,
      alive: string,
      client: { type: 'string', multiple: true },
    },
  });
  const world = values.world ?? 'empty';
  const size = WORLD_PATTERN.exec(world);
  if (!size || Number(size[1] ?? 0) > 500_000)
    throw new Error(`--world must be empty, demo or size:N with N up to 500000, not ${world}`);
  if (values.alive !== undefined && values.alive !== 'true' && values.alive !== 'false') {
    throw new Error(`--alive must be true or false, not ${values.alive}`);
  }
  return {
    world,
    port: whole('port', values.port, 0, 65_535, 0),
    seed: whole('seed', values.seed, 0, 4_294_967_295, 1),
    pageDelayMs: whole('page-delay-ms', values['page-delay-ms'], 0, 600_000, 0),
    delayMs: whole('delay-ms', values['delay-ms'], 0, 600_000, 0),
    autoApproveMs: whole('auto-approve-ms', values['auto-approve-ms'], 0, 600_000, 2_000),
    clockOffsetMs: whole('clock-offset-ms', values['clock-offset-ms'], -4e12, 4e12, 0),
    rateLimit: whole('rate-limit', values['rate-limit'], 1, 10_000_000, 800),
    accessTokenSeconds: whole('access-token-seconds', values['access-token-seconds'], 1, 31_536_000, 14_400),
    ...(values['auto-approve'] === undefined ? {} : { autoApprove: values['auto-approve'] }),
    ...(values.alive === undefined ? {} : { isAlive: values.alive === 'true' }),
    ...(values.client ? { clients: Object.fromEntries(values.client.map(toClient)) } : {}),
  };
}

function whole(name: string, raw: string | undefined, low: number, high: number, fallback: number): number {
  if (raw === undefined) return fallback;
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
    throw new Error(`--${name} must be a whole number from ${low} to ${high}, not ${raw}`);
  }
  return value;
}

function toClient(raw: string): [string, 'public' | 'confidential'] {
  const [id = '', type] = raw.split(':');
  if (id === '' || (type !== 'public' && type !== 'confidential')) {
    throw new Error(`--client must be ID:public or ID:confidential, not ${raw}`);
  }
  return [id, type];
}
