// Kills its own process at a set step of its work. Steps are commits of the database and answers of Twitch, counted from
// the import on, so it must be imported before anything keeps a fetch or a statement for itself.
import { openTestDatabase } from './db.ts';

export type StepKind = 'commit' | 'answer';
export type Steps = Readonly<Record<StepKind, number>>;

interface Statement {
  readonly database: { readonly inTransaction: boolean };
  run(...values: unknown[]): unknown;
}

/** Counts from now on, and ends the process by SIGKILL right after step `at` (as `commit:12`) if that ever comes. */
export function countSteps(at: string | undefined): () => Steps {
  const [kind, number] = at?.split(':') ?? [];
  const steps = { commit: 0, answer: 0 };
  const step = (what: StepKind): void => {
    steps[what] += 1;
    if (what === kind && steps[what] === Number(number)) process.kill(process.pid, 'SIGKILL');
  };

  const db = openTestDatabase();
  const statement = Object.getPrototypeOf(db.sqlite.prepare('SELECT 1')) as Statement;
  db.close();
  const { run } = statement;
  // Transactions are ended by a statement too, so whatever ran and left none open has been committed.
  statement.run = function counted(this: Statement, ...values: unknown[]): unknown {
    const result = run.apply(this, values);
    if (!this.database.inTransaction) step('commit');
    return result;
  };
  const { fetch } = globalThis;
  globalThis.fetch = async (...input) => {
    const answer = await fetch(...input);
    step('answer');
    return answer;
  };
  return () => ({ ...steps });
}
