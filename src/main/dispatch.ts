// The one door to every command: validate, authorize, run, wrap. A plain function that knows no shell.
import { randomUUID } from 'node:crypto';
import { ZodError } from 'zod';
import { commands, type Command, type Output, type Parsed, type Reply } from '../shared/contract.ts';
import { AppFailure, fail, type AppError } from '../shared/errors.ts';
import { isAllowed, PERMISSIONS, type Caller, type Right } from '../shared/permissions.ts';
import type { Log } from './lib/log.ts';

export type Handlers = {
  readonly [C in Command]: (input: Parsed<C>, caller: Caller) => Output<C> | Promise<Output<C>>;
};

/** Runs `command` for `caller`; never throws. `input` is whatever arrived: it is parsed here and nowhere else. */
export type Dispatch = (caller: Caller, command: unknown, input: unknown) => Promise<Reply<unknown>>;

/** What a caller may do where: a key may have other rights in one channel than in the next. */
export interface DispatchScope {
  /** In a channel; null = in every channel. */
  readonly rightsOf: (caller: Caller, channelId: string | null) => readonly Right[];
  /** In any channel at all. */
  readonly anywhere: (caller: Caller) => readonly Right[];
  /** The channel that a command is about, from its parsed input; null when it is about none, or about all. */
  readonly channelOf: (name: Command, input: object) => string | null;
}

/** A caller has everywhere what it was given. */
const EVERYWHERE: DispatchScope = { rightsOf: rightsGiven, anywhere: rightsGiven, channelOf: () => null };

/** Hears of every command that was answered with an error. */
export type OnRefusal = (error: AppError, command: string) => void;

/** `translate` turns errors of the rooms below (the database's) into AppFailures, and leaves others as they are. */
export function createDispatch(
  handlers: Handlers,
  log: Log,
  translate: (error: unknown) => unknown,
  scope: DispatchScope = EVERYWHERE,
  onRefusal: OnRefusal = () => undefined,
): Dispatch {
  return async (caller, name, input) => {
    try {
      if (!isCommand(name)) return refuse(unknownCommand(name));
      if (!isAllowed(withRights(caller, scope.anywhere), name)) throw new AppFailure(forbidden(name));
      refuseProto(input);
      const parsed = commands[name].input.parse(input ?? {});
      const rightsHere = (asked: Caller): readonly Right[] => scope.rightsOf(asked, scope.channelOf(name, parsed));
      if (!isAllowed(withRights(caller, rightsHere), name)) throw new AppFailure(forbidden(name));
      const run = handlers[name] as (input: unknown, caller: Caller) => unknown;
      return { ok: true, value: await run(parsed, caller) };
    } catch (error) {
      const told = describe(translate(error), log, String(name));
      onRefusal(told, String(name));
      return refuse(told);
    }
  };
}

/** What a caller may know of anything thrown: AppFailures as they are, the rest as an id that the log also has. */
export function describe(error: unknown, log: Log, where: string): AppError {
  if (error instanceof AppFailure) return error.failure;
  if (error instanceof ZodError) return invalid(error);
  const id = randomUUID();
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  log.error('unexpected failure', { id, where, error: text, stack: error instanceof Error ? error.stack : undefined });
  return { code: 'INTERNAL_ERROR', error: 'Something unexpected happened inside Modkeep.', details: { id } };
}

function withRights(caller: Caller, rightsOf: (caller: Caller) => readonly Right[]): Caller {
  return caller.kind === 'owner' ? caller : { ...caller, rights: rightsOf(caller) };
}

function rightsGiven(caller: Caller): readonly Right[] {
  return caller.kind === 'owner' ? [] : caller.rights;
}

function isCommand(name: unknown): name is Command {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

function refuse(error: AppError): Reply<never> {
  return { ok: false, error };
}

function unknownCommand(name: unknown): AppError {
  const provided = typeof name === 'string' ? name.slice(0, 60) : typeof name;
  return { code: 'INVALID_REQUEST', error: 'There is no such command.', details: { field: 'command', provided } };
}

function forbidden(name: Command): AppError {
  const required = PERMISSIONS[name];
  return {
    code: 'FORBIDDEN',
    error:
      required === 'owner' ? 'Only the owner of this installation may do this.' : `This needs the right ${required}.`,
    details: { required_right: required },
  };
}

/**
 * Schemas pass over a key called `__proto__` without a word; here it is an error like any other unknown key. Throws
 * INVALID_REQUEST with the path to it.
 */
function refuseProto(input: unknown): void {
  // A list instead of recursion, and each object once: how deep the input goes, and whether in circles, is up to others.
  const waiting: [value: unknown, path: string][] = [[input, '']];
  const seen = new Set<unknown>();
  for (const [value, path] of waiting) {
    if (!isContainer(value) || seen.has(value)) continue;
    seen.add(value);
    for (const [key, inner] of Object.entries(value)) {
      const field = `${path === '' ? '' : `${path}.`}${key}`.slice(0, 200);
      if (key === '__proto__') throw fail('INVALID_REQUEST', `${field}: no field may have this name`, { field });
      if (typeof inner === 'object') waiting.push([inner, field]);
    }
  }
}

/** Lists and plain objects: nothing else gets through a schema, and bytes would be gone through one by one. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** The first problem with its path; the offending value is never echoed beyond ids and numbers. */
function invalid(error: ZodError): AppError {
  const issue = error.issues[0];
  const field = issue?.path.join('.') || issueKeys(issue) || 'input';
  return {
    code: 'INVALID_REQUEST',
    error: `${field}: ${issue?.message ?? 'is not valid'}`,
    details: { field },
  };
}

function issueKeys(issue: ZodError['issues'][number] | undefined): string | undefined {
  return issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
}
