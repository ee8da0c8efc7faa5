// The Twitch accounts of this installation, signed in or not, any number of them. Rows only: their tokens are in the
// vault and are handled by twitch/auth. Signing out never touches what was recorded.
import { asc, eq } from 'drizzle-orm';
import { fail } from '../../shared/errors.ts';
import type { AccountView } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import { account } from '../db/schema/people.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { toIso } from '../lib/time.ts';
import type { AuthEvent, TwitchAuth } from '../twitch/auth.ts';

export interface NewAccount {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly scopes: readonly string[];
}

export interface Accounts {
  /** By login; those signed out too. */
  list(): readonly AccountView[];
  get(accountId: string): AccountView | null;
  /** An account whose tokens are stored already: new, or signed in again. */
  add(input: NewAccount): AccountView;
  /** Forgets the tokens and asks Twitch to revoke them (best effort). Throws NOT_FOUND. */
  signOut(accountId: string): Promise<AccountView>;
  /**
   * For start-up: takes up stored tokens; an account without any is signed out as `restart`. Resolves to the accounts
   * whose vault could not be read just now; they stay as they were, and calling again tries again.
   */
  restore(): Promise<readonly string[]>;
  /** Stops listening to Twitch's verdicts. */
  close(): void;
}

export interface AccountsDeps {
  readonly db: Database;
  readonly auth: TwitchAuth;
  readonly clock: Pick<Clock, 'now'>;
  readonly bus: Pick<Bus, 'emit'>;
  readonly log: Log;
  /** For the audit log. `sign_out` with every reason but a restart, which nobody did. */
  readonly onChange?: (action: 'sign_in' | 'sign_out', view: AccountView) => void;
}

type Row = typeof account.$inferSelect;
type Reason = NonNullable<AccountView['reason']>;

/** Builds on rows alone; `restore` brings the tokens in. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { auth, log } = deps;
  const rows = createRows(deps);
  const stop = auth.subscribe((event) => applyVerdict(rows, event));
  return {
    list: rows.list,
    get: rows.get,
    add: rows.put,
    async signOut(accountId) {
      const known = rows.get(accountId);
      if (!known) throw fail('NOT_FOUND', 'That account is not known here.', { what: 'account', id: accountId });
      await auth.signOut(accountId).catch(() => log.warn('a token could not be forgotten yet', { accountId }));
      return rows.markOut(known, 'user');
    },
    async restore() {
      const views = rows.list();
      const read = await Promise.all(views.map((view) => restoreOne(deps, rows, view)));
      return views.filter((_, index) => !read[index]).map((view) => view.id);
    },
    close: stop,
  };
}

interface Rows {
  list(): readonly AccountView[];
  get(accountId: string): AccountView | null;
  put(input: NewAccount): AccountView;
  change(accountId: string, values: Partial<Row>): void;
  markOut(view: AccountView, reason: Reason): AccountView;
}

function createRows({ db, bus, clock, onChange }: AccountsDeps): Rows {
  const { orm } = db;

  function change(accountId: string, values: Partial<Row>): void {
    orm.update(account).set(values).where(eq(account.id, accountId)).run();
    bus.emit({ type: 'accounts.changed' });
  }

  return {
    change,
    list: () => orm.select().from(account).orderBy(asc(account.login)).all().map(viewOf),
    get(accountId) {
      const row = orm.select().from(account).where(eq(account.id, accountId)).get();
      return row ? viewOf(row) : null;
    },
    put({ id, login, displayName, scopes }) {
      const values: Omit<Row, 'id'> = {
        login,
        displayName,
        state: 'signed-in',
        reason: null,
        scopes: [...scopes],
        signedInAt: clock.now(),
      };
      const row = { id, ...values };
      orm.insert(account).values(row).onConflictDoUpdate({ target: account.id, set: values }).run();
      bus.emit({ type: 'accounts.changed' });
      onChange?.('sign_in', viewOf(row));
      return viewOf(row);
    },
    markOut(view, reason) {
      change(view.id, { state: 'signed-out', reason });
      const out: AccountView = { ...view, state: 'signed-out', reason };
      if (reason !== 'restart') onChange?.('sign_out', out);
      return out;
    },
  };
}

function applyVerdict(rows: Rows, event: AuthEvent): void {
  const known = rows.get(event.accountId);
  if (!known) return;
  if (event.kind === 'signed-out') return void rows.markOut(known, event.reason);
  const isSame = known.login === event.login && known.scopes.join(' ') === event.scopes.join(' ');
  if (!isSame) rows.change(event.accountId, { login: event.login, scopes: [...event.scopes] });
}

/** True when the account's vault could be read, whatever was in it. */
async function restoreOne({ auth, log }: AccountsDeps, rows: Rows, view: AccountView): Promise<boolean> {
  try {
    const hasTokens = await auth.load(view.id);
    const isWanted = view.state === 'signed-in' || view.reason === 'restart';
    // Tokens that outlived a sign-out, because the vault was locked then.
    if (hasTokens && !isWanted) await auth.signOut(view.id);
    if (hasTokens && isWanted && view.state === 'signed-out')
      rows.change(view.id, { state: 'signed-in', reason: null });
    if (!hasTokens && view.state === 'signed-in') rows.markOut(view, 'restart');
    return true;
  } catch {
    log.warn('the tokens of an account could not be read yet', { accountId: view.id });
    return false;
  }
}

function viewOf(row: Row): AccountView {
  const { id, login, displayName, state, reason, scopes, signedInAt } = row;
  return { id, login, displayName, state, reason, scopes, signedInAt: toIso(signedInAt) };
}
