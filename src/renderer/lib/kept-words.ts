// What came of work on the record itself: verified, removed, copied, brought in. Pure.
import type { Verification } from '../../shared/contract/audit.ts';
import type { JobView } from '../../shared/model.ts';
import { formatBytes, plural } from './format.ts';
import type { Tone } from './say.ts';

export interface KeptWords {
  readonly title: string;
  readonly text: string;
  readonly tone: Tone;
}

/** Null for other kinds of work. `job` has completed. */
export function keptWords({ kind, summary }: JobView): KeptWords | null {
  const count = (name: string): number => (typeof summary[name] === 'number' ? summary[name] : 0);
  switch (kind) {
    case 'verify': {
      const { isUnbroken, rows } = summary['verification'] as Verification;
      if (isUnbroken) return { title: 'Audit log verified', text: plural(rows, 'row', 'rows'), tone: 'ok' };
      return { title: 'The audit log is broken', text: 'The Audit screen says where.', tone: 'failed' };
    }
    case 'purge': {
      const text = count('removed') === 0 ? 'Nothing was old enough.' : plural(count('removed'), 'row', 'rows');
      return { title: 'Old audit rows removed', text, tone: 'ok' };
    }
    case 'backup':
      return { title: 'Backed up', text: `${formatBytes(count('bytes'))}, verified.`, tone: 'ok' };
    case 'import': {
      const added = plural(count('added'), 'new entry', 'new entries');
      return { title: 'History imported', text: `${added} out of ${count('read')}.`, tone: 'ok' };
    }
    default:
      return null;
  }
}
