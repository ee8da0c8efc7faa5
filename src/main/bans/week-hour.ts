// Whether an entry lies in one local hour of the week, as SQL: what the heat map of Stats counts. Knows no list.
import type { Parsed } from '../../shared/contract.ts';
import type { Part } from '../db/search.ts';
import { HOUR_MS, parseRfc3339 } from '../lib/time.ts';
import { createZone } from '../lib/zone.ts';

type Asked = Pick<Parsed<'history.list'>, 'from' | 'to' | 'weekHour'>;

/** Nothing on Twitch is older; what is later has the last known offset. */
const FIRST = '2011-01-01T00:00:00Z';
const LAST = '2035-01-01T00:00:00Z';
/** 1970-01-01 was a Thursday: three days after a Monday. */
const THURSDAY = 3 * 24;
const WEEK_HOURS = 168;

/** For the entry `e`. One whose time is only known to within more than an hour lies in none. */
export function inWeekHour({ hour, timeZone }: NonNullable<Asked['weekHour']>, { from, to }: Asked): Part {
  const changes = createZone(timeZone).changes(parseRfc3339(from ?? FIRST) ?? 0, parseRfc3339(to ?? LAST) ?? 0);
  const [oldest, ...newer] = changes.toReversed();
  const offset = newer
    .toReversed()
    .map(({ since, offsetMs }) => `WHEN e.at >= ${since} THEN ${offsetMs}`)
    .join(' ');
  const local = offset === '' ? `${oldest?.offsetMs ?? 0}` : `CASE ${offset} ELSE ${oldest?.offsetMs ?? 0} END`;
  return {
    sql: `((e.at + ${local}) / ${HOUR_MS} + ${THURSDAY}) % ${WEEK_HOURS} = ?
      AND (e.not_before IS NULL OR e.at - e.not_before <= ${HOUR_MS})`,
    values: [hour],
  };
}
