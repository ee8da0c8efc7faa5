// What Modkeep needs in order to do its work, looked at one by one, each with a sentence and the one thing that would
// mend it. Everything is handed in; Twitch is asked nothing.
import type { CheckName, CheckState, HealthView, ServiceState } from '../../shared/contract/health.ts';
import { isoOrNull, toIso } from '../lib/time.ts';
import type { HealthFacts } from './health-facts.ts';
import { acting, audit, clock, database, disk, dock } from './health-machine.ts';
import { connection, list, live, rateLimit, scopes, signedIn } from './health-twitch.ts';

export function healthOf(facts: HealthFacts): HealthView {
  const checks = [
    signedIn(facts),
    scopes(facts),
    connection(facts),
    list(facts),
    live(facts),
    clock(facts),
    disk(facts),
    database(facts),
    rateLimit(facts),
    audit(facts),
    acting(facts),
    ...dock(facts),
  ];
  const stateOf = (...names: readonly CheckName[]): CheckState[] =>
    checks.filter(({ name }) => names.includes(name)).map(({ state }) => state);
  const services = {
    database: serviceOf(stateOf('database', 'disk'), (facts.database?.damaged.length ?? 0) > 0),
    eventsub: serviceOf(stateOf('live'), isDeaf(facts)),
    twitch_api: serviceOf(stateOf('connection', 'rate_limit', 'signed_in'), stateOf('connection')[0] === 'bad'),
  };
  const states = Object.values(services);
  const status = states.includes('unhealthy') ? 'unhealthy' : states.includes('degraded') ? 'degraded' : 'healthy';
  return {
    status: status === 'healthy' && checks.some(({ state }) => state === 'bad') ? 'degraded' : status,
    services,
    timestamp: toIso(facts.now),
    checks,
    tokens: facts.accounts
      .filter(({ state }) => state === 'signed-in')
      .map(({ id, displayName }) => ({ accountId: id, name: displayName, expiresAt: isoOrNull(facts.expiresAt(id)) })),
  };
}

function serviceOf(states: readonly CheckState[], isDown: boolean): ServiceState {
  if (isDown) return 'unhealthy';
  return states.includes('bad') ? 'degraded' : 'healthy';
}

function isDeaf({ channels }: HealthFacts): boolean {
  const watched = channels.filter(({ isWatched, mode }) => isWatched && mode !== 'viewer');
  return watched.length > 0 && watched.every(({ status }) => status.live === 'lost' || status.live === 'refused');
}
