// A table of people, one line each: the name first, which opens the person, and at the end what can be done with the line.
// Knows neither who they are nor what the columns between say.
import type { ReactNode } from 'react';
import { Avatar } from './avatar.tsx';
import { Name } from './marks.tsx';

/** Cells of a wide table only. */
export const WIDE = '@max-[46rem]:hidden';
/** Cells that a narrow table leaves out too. */
export const MIDDLE = '@max-[34rem]:hidden';

const ROW = 'grid items-center gap-x-3 px-3 whitespace-nowrap';

export interface PeopleTableProps {
  readonly label: string;
  /** Lines of the whole list, of which some are shown. */
  readonly total: number;
  /** Class that says how wide the columns are. */
  readonly layout: string;
  /** Between the name and the act: the word above, and which tables have it. */
  readonly columns: readonly { readonly word: string; readonly className?: string }[];
  readonly children: ReactNode;
}

export function PeopleTable({ label, total, layout, columns, children }: PeopleTableProps) {
  return (
    <div role="table" aria-label={label} aria-rowcount={total + 1} className="min-h-0 flex-1 overflow-auto">
      <div
        role="row"
        aria-rowindex={1}
        className={`${ROW} ${layout} sticky top-0 z-10 h-8 border-b border-line bg-s0 text-xs font-semibold text-mute`}
      >
        <span role="columnheader">Name</span>
        {columns.map(({ word, className }) => (
          <span key={word} role="columnheader" className={className}>
            {word}
          </span>
        ))}
        <span role="columnheader">
          <span className="sr-only">Act</span>
        </span>
      </div>
      {children}
    </div>
  );
}

export interface PersonLineProps {
  readonly person: { readonly userId: string; readonly username: string; readonly displayName: string };
  /** Where it stands in the whole list, from 0. */
  readonly position: number;
  readonly layout: string;
  readonly onOpen: () => void;
  /** The button at the end, if there is one. */
  readonly act: ReactNode;
  /** The cells between. */
  readonly children: ReactNode;
}

export function PersonLine({ person, position, layout, onOpen, act, children }: PersonLineProps) {
  const { userId, username, displayName } = person;
  return (
    <div
      role="row"
      aria-rowindex={position + 2}
      className={`${ROW} ${layout} min-h-9 border-b border-line py-1 hover:bg-s1`}
    >
      <span role="rowheader" className="flex min-w-0 items-center gap-2 font-medium" title={`id ${userId}`}>
        <Avatar id={userId} name={displayName || username} />
        <button type="button" className="min-w-0 truncate rounded-sm hover:underline" onClick={onOpen}>
          <Name displayName={displayName} login={username} />
        </button>
      </span>
      {children}
      <span role="cell" className="flex justify-end">
        {act}
      </span>
    </div>
  );
}
