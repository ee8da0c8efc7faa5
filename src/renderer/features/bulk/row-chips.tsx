// How many rows there are of each sort; a click shows only those.
import type { BulkPlan, BulkRowState, BulkState, BulkView } from '../../../shared/contract/bulk.ts';
import { formatCount } from '../../lib/format.ts';
import { Chip } from '../../ui/button.tsx';
import { PLAN_WORDS, resultWord } from './bulk-words.ts';

export interface RowFilter {
  readonly plan?: BulkPlan;
  readonly state?: BulkRowState;
}

interface RowChip {
  readonly word: string;
  readonly count: number;
  readonly filter: RowFilter;
}

const PLANS = Object.keys(PLAN_WORDS) as readonly BulkPlan[];
const RESULTS = ['done', 'failed', 'unknown', 'sent', 'waiting'] as const satisfies readonly BulkRowState[];
const BEFORE: readonly BulkState[] = ['collecting', 'checking', 'planned', 'failed'];

/** Before it runs: what each row would do. Afterwards: what came of those that act, then why the others did not. */
function chipsOf({ state, total, plans, results }: BulkView): readonly RowChip[] {
  const all: RowChip = { word: 'All', count: total, filter: {} };
  const isBefore = BEFORE.includes(state);
  const ofPlans = PLANS.filter((plan) => isBefore || plan !== 'act').map((plan) => ({
    word: PLAN_WORDS[plan].word,
    count: plans[plan] ?? 0,
    filter: { plan },
  }));
  if (isBefore) return [all, ...ofPlans];
  const ofResults = RESULTS.map((result) => ({
    word: resultWord(result, state),
    // What was never looked at waits too, but asks for nothing yet.
    count: (results[result] ?? 0) - (result === 'waiting' ? (plans.new ?? 0) : 0),
    filter: { state: result, plan: 'act' as const },
  }));
  const begun = ofResults.reduce((sum, { count }) => sum + count, 0);
  // Was to act, and needed nothing when its turn came.
  const late = { word: 'Left out on the way', count: (plans.act ?? 0) - begun, filter: LATE };
  return [all, ...ofResults, late, ...ofPlans];
}
const LATE: RowFilter = { state: 'skipped', plan: 'act' };

export function RowChips({
  bulk,
  filter,
  onPick,
}: {
  readonly bulk: BulkView;
  readonly filter: RowFilter;
  readonly onPick: (filter: RowFilter) => void;
}) {
  const isOn = (one: RowFilter): boolean => one.plan === filter.plan && one.state === filter.state;
  return (
    <div role="group" aria-label="Rows shown" className="flex flex-wrap gap-1.5 px-3 pt-3 pb-2">
      {chipsOf(bulk)
        .filter((chip) => chip.count > 0 || isOn(chip.filter))
        .map((chip) => (
          <Chip key={chip.word} isOn={isOn(chip.filter)} onClick={() => onPick(isOn(chip.filter) ? {} : chip.filter)}>
            {chip.word} <span>{formatCount(chip.count)}</span>
          </Chip>
        ))}
    </div>
  );
}

/** The filter as long as there is a chip for it: what a job was sorted by before it ran means nothing afterwards. */
export function offered(bulk: BulkView, filter: RowFilter): RowFilter {
  const isThere = chipsOf(bulk).some((chip) => chip.filter.plan === filter.plan && chip.filter.state === filter.state);
  return isThere ? filter : {};
}

/** How many rows a filter shows, as far as the counts tell. */
export function countOf(bulk: BulkView, filter: RowFilter): number {
  const isSame = (one: RowFilter): boolean => one.plan === filter.plan && one.state === filter.state;
  return chipsOf(bulk).find((chip) => isSame(chip.filter))?.count ?? 0;
}
