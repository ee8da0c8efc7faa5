// The scorecard: from what the parts of `npm run test:long` reported to a table for people. Pure.

const COMMAND = 'npm run test:long -- --only';

/**
 * What one part came to. `report` is Vitest's (null when it crashed), `scores` what its tests noted. Returns
 * `{failed: titles, passed: titles, skipped: titles, scores}`.
 */
export function outcomeOf(report, scores) {
  if (!Array.isArray(report?.testResults)) {
    return { failed: ['crashed before it could report'], passed: [], skipped: [], scores };
  }
  const titles = { passed: [], failed: [], skipped: [] };
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      const list = titles[test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped'];
      list.push(test.fullName);
    }
    const hasFailure = file.assertionResults.some((test) => test.status === 'failed');
    if (file.status === 'failed' && !hasFailure) titles.failed.push(file.name);
  }
  if (titles.passed.length + titles.failed.length === 0) titles.failed.push('ran no test at all');
  return { ...titles, scores };
}

/** One line of the scorecard: `{what, figure, command}`. `outcome` is undefined for a part that was not run. */
export function rowOf(part, row, outcome) {
  return { what: row.what, figure: figureOf(row, outcome, part), command: row.command ?? `${COMMAND} ${part.name}` };
}

function figureOf(row, outcome, part) {
  if (outcome === undefined) return `not run: ${part.isExtra ? 'it takes too long for one go' : 'not asked for yet'}`;
  if (outcome.notRun !== undefined) return `not run: ${outcome.notRun}`;
  const told = row.titles === undefined ? scored(row, outcome) : counted(row, outcome);
  if (told === '' && outcome.missing?.includes(row.needs)) return `not run: ${row.needs} is not installed here`;
  const failure = outcome.failed.length === 0 ? '' : `FAILED: ${outcome.failed[0]}`;
  return [told, failure].filter((text) => text !== '').join('; ') || 'not run: its test was left out';
}

/** All that was noted under one name, added up: how many went wrong, or right where `isGood`. */
function scored(row, { scores }) {
  const own = scores.filter((score) => score.name === row.from);
  if (own.length === 0) return '';
  const sum = (key) => own.reduce((total, score) => total + score[key], 0);
  const notes = own.flatMap(({ note }) => (note === undefined ? [] : [note]));
  const count = row.isGood ? sum('of') - sum('bad') : sum('bad');
  return `${grouped(count)} / ${grouped(sum('of'))}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

function counted(row, { passed }) {
  const pattern = new RegExp(row.titles);
  const found = new Set(passed.flatMap((title) => pattern.exec(title)?.[1] ?? []));
  // There may be more ways than were asked for.
  return `${found.size} / ${Math.max(row.of, found.size)}`;
}

/** Thousands apart by narrow blanks, as everywhere in the README. */
function grouped(number) {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

/** The table as Markdown. */
export function tableOf(rows) {
  const lines = rows.map(({ what, figure, command }) => `| ${what} | ${figure} | \`${command}\` |`);
  return ['| what | figure | made by |', '|---|---|---|', ...lines].join('\n');
}

const PLACE = /(<!-- scorecard: npm run test:long -->\n)[\s\S]*?(<!-- \/scorecard -->)/;

/** `page` with `table` in the place of the scorecard. Throws when it has no such place. */
export function intoReadme(page, table) {
  if (!PLACE.test(page)) throw new Error('the README has no place for the scorecard');
  return page.replace(PLACE, (_, before, after) => `${before}\n${table}\n\n${after}`);
}
