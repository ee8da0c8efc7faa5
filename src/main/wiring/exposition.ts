// What a program that asks for metrics is told: figures of this run and the state as it is.
import type { ReportDeps } from './report.ts';
import type { CoreDeps } from '../core.ts';
import { familiesOf } from '../insight/exposed.ts';
import { expositionOf } from '../insight/exposition.ts';
import type { Base } from './base.ts';

/** In Prometheus' text format. */
export function createExposition(
  { version, shell }: Pick<CoreDeps, 'version' | 'shell'>,
  { clock, metrics, twitch }: Base,
  { health, channels, alerts }: Pick<ReportDeps, 'health' | 'channels' | 'alerts'>,
): () => string {
  const startedAt = clock.now();
  return () =>
    expositionOf(
      familiesOf({
        version,
        shell,
        startedAt,
        totals: metrics.totals(),
        health: health.get(),
        channels: channels.list(),
        limits: twitch.meter.rows(),
        alerts: alerts.list({ history: 0 }).alerts,
      }),
    );
}
