// How Modkeep stands against its targets: each value with its target beside it, in a word and a colour.
import type { Kpi } from '../../../shared/contract/health.ts';
import { KPI_WORDS, kpiValue, targetWords } from './health-words.ts';

export function KpiTiles({ kpis }: { readonly kpis: readonly Kpi[] }) {
  return (
    <ul
      aria-label="Targets"
      className="grid grid-cols-4 gap-2 @max-[48rem]/health:grid-cols-2 @max-[22rem]/health:grid-cols-1"
    >
      {kpis.map((kpi) => (
        <Tile key={kpi.name} kpi={kpi} />
      ))}
    </ul>
  );
}

function Tile({ kpi }: { readonly kpi: Kpi }) {
  const { title, hint } = KPI_WORDS[kpi.name];
  const tone = kpi.isMet === null ? 'text-mute' : kpi.isMet ? 'text-ok' : 'text-danger';
  return (
    <li title={hint} className="min-w-0 rounded-md border border-line bg-s2 px-3 py-2">
      <div className="truncate text-mute">{title}</div>
      <div className="text-lg font-semibold">{kpiValue(kpi)}</div>
      <div className={`text-xs ${tone}`}>{targetWords(kpi)}</div>
    </li>
  );
}
