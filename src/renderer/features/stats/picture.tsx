// The frame around each picture: its title, what the mark in view says, and the same numbers as a table.
import { useId, type ReactNode } from 'react';

export function Picture({
  title,
  aside,
  told,
  hint,
  table,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  /** What the mark under the pointer or the focus says. */
  readonly told?: string | null;
  readonly hint: string;
  /** The same numbers for those who read rather than look. */
  readonly table?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-2 rounded-lg border border-line bg-s1 p-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
      <p className="min-h-4 text-xs text-mute">{told ?? hint}</p>
      {table}
    </section>
  );
}

export function AsTable({
  head,
  rows,
}: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  return (
    <details className="text-xs text-mute">
      <summary className="w-fit cursor-pointer rounded-sm hover:text-ink">As a table</summary>
      <div className="mt-1 max-h-56 overflow-auto">
        <table className="w-full border-collapse text-left">
          <thead>
            <tr>
              {head.map((word) => (
                <th key={word} scope="col" className="border-b border-line py-1 pr-3 font-semibold capitalize">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) =>
                  index === 0 ? (
                    <th key={head[index]} scope="row" className="py-0.5 pr-3 font-normal text-ink">
                      {cell}
                    </th>
                  ) : (
                    <td key={head[index]} className="py-0.5 pr-3">
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
