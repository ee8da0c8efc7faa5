// The first look: six numbers in words. Those that stand for entries lead to them.
import type { ReactNode } from 'react';
import type { StatsView } from '../../../shared/contract/insight.ts';
import type { Lead } from './rows.ts';
import { tilesOf, type Tile } from './stats-words.ts';

const KINDS: Readonly<Partial<Record<Tile['id'], readonly string[]>>> = {
  bans: ['Bans'],
  timeouts: ['Timeouts'],
  ended: ['Ended'],
};

export function Tiles({ stats, lead }: { readonly stats: StatsView; readonly lead: Lead }) {
  return (
    <ul className="grid grid-cols-2 gap-2 @min-[34rem]/stats:grid-cols-3 @min-[62rem]/stats:grid-cols-6">
      {tilesOf(stats).map((tile) => (
        <li key={tile.id} className="flex">
          <TileBox tile={tile} kinds={KINDS[tile.id]} lead={lead} />
        </li>
      ))}
    </ul>
  );
}

function TileBox({
  tile: { title, value, text },
  kinds,
  lead,
}: {
  readonly tile: Tile;
  readonly kinds: readonly string[] | undefined;
  readonly lead: Lead;
}) {
  const look = 'flex w-full flex-col items-start rounded-lg border border-line bg-s1 px-3 py-2.5 text-left';
  const body: ReactNode = (
    <>
      <span className="text-xs text-mute">{title}</span>
      <span className="text-lg font-semibold">{value}</span>
      <span className="text-xs text-mute">{text}</span>
    </>
  );
  if (kinds === undefined) return <div className={look}>{body}</div>;
  return (
    <button
      type="button"
      title="Open these in Activity"
      onClick={() => lead({ kinds })}
      className={`${look} hover:border-edge hover:bg-s2`}
    >
      {body}
    </button>
  );
}
