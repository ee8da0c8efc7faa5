// A list from most to least, each line with its bar: moderators, reasons, people. A line leads to its entries.
import { useState, type ReactNode } from 'react';
import { formatCount } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { Picture } from './picture.tsx';

export interface Ranked {
  readonly key: string;
  readonly name: string;
  /** What the parts are, in words: `12 bans, 3 timeouts`. */
  readonly words: string;
  readonly parts: readonly { readonly fill: string; readonly count: number }[];
  readonly onPick?: () => void;
}

const FIRST = 6;

export function Ranking({
  title,
  hint,
  nothing,
  rows,
}: {
  readonly title: string;
  readonly hint: string;
  readonly nothing: string;
  readonly rows: readonly Ranked[];
}) {
  const [isWhole, setWhole] = useState(false);
  const most = Math.max(1, ...rows.map(sumOf));
  return (
    <Picture title={title} hint={hint}>
      {rows.length === 0 ? (
        <p className="text-mute">{nothing}</p>
      ) : (
        <ul className="flex flex-col">
          {(isWhole ? rows : rows.slice(0, FIRST)).map((row) => (
            <li key={row.key}>
              <Line row={row} most={most} />
            </li>
          ))}
        </ul>
      )}
      {rows.length > FIRST && (
        <Button look="quiet" className="self-start" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${rows.length}`}
        </Button>
      )}
    </Picture>
  );
}

function Line({ row, most }: { readonly row: Ranked; readonly most: number }) {
  const body: ReactNode = (
    <>
      <span className="min-w-0 flex-1 truncate">{row.name}</span>
      <svg width="96" height="8" viewBox="0 0 96 8" aria-hidden="true" className="shrink-0 max-sm:hidden">
        <rect width="96" height="8" rx="2" className="fill-s2" />
        {row.parts.map(({ fill, count }, index) => (
          <rect
            key={fill}
            x={(96 * row.parts.slice(0, index).reduce((sum, part) => sum + part.count, 0)) / most}
            width={(96 * count) / most}
            height="8"
            className={fill}
          />
        ))}
      </svg>
      <span className="w-12 shrink-0 text-right font-medium">{formatCount(sumOf(row))}</span>
    </>
  );
  const look = 'flex min-h-7 w-full items-center gap-3 rounded-md px-1.5 text-left';
  return row.onPick === undefined ? (
    <div className={look} title={row.words}>
      {body}
    </div>
  ) : (
    <button
      type="button"
      onClick={row.onPick}
      title={row.words}
      aria-label={`${row.name}: ${row.words}`}
      className={`${look} hover:bg-s3`}
    >
      {body}
    </button>
  );
}

function sumOf({ parts }: Ranked): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}
