// What each right opens, command by command, straight from the table that the guards use.
import type { Requirement } from '../../../shared/permissions.ts';
import { RIGHTS } from '../../../shared/permissions.ts';
import { commandsOf, commandWords, RIGHT_WORDS } from '../../lib/rights.ts';

const OTHERS = [
  { requirement: 'read', title: 'Without any right', text: 'Whoever is let in at all may look.' },
  { requirement: 'owner', title: 'Only you', text: 'Only this installation’s own window; it can be given to nobody.' },
] as const;

export function RightsMeaning() {
  return (
    <section aria-label="What each right allows" className="mx-3 mt-4 max-w-180">
      <h2 className="pb-1.5 font-semibold">What each right allows</h2>
      {RIGHTS.map((right) => (
        <Meaning key={right} requirement={right} {...RIGHT_WORDS[right]} name={right} />
      ))}
      {OTHERS.map((other) => (
        <Meaning key={other.requirement} {...other} />
      ))}
    </section>
  );
}

function Meaning({
  requirement,
  title,
  text,
  name,
}: {
  readonly requirement: Requirement;
  readonly title: string;
  readonly text: string;
  /** What programs call it. */
  readonly name?: string;
}) {
  const commands = commandsOf(requirement);
  return (
    <details className="border-t border-line py-1.5">
      <summary className="rounded-sm">
        <b className="font-medium">{title}</b> <span className="text-mute">{text}</span>
      </summary>
      {name !== undefined && (
        <p className="pt-1 pl-4 text-xs text-mute">
          Programs call it <span className="font-mono">{name}</span>.
        </p>
      )}
      {commands.length === 0 && <p className="pt-1 pl-4 text-mute">Nothing in this version asks for it yet.</p>}
      <ul className="grid gap-x-4 pt-1 pl-4 sm:grid-cols-2">
        {commands.map((command) => (
          <li key={command} className="flex min-w-0 flex-wrap gap-x-2 py-0.5">
            <span className="first-letter:uppercase">{commandWords(command)}</span>
            <span className="font-mono text-xs text-mute">{command}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
