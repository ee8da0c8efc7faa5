// Commands about Modkeep itself -> function, one line each: what it is, how it does, what it wrote down.
import type { Output, Parsed } from '../shared/contract.ts';
import type { HealthView, MetricsView, Range } from '../shared/contract/health.ts';
import type { Handlers } from './dispatch.ts';
import { readLicences } from './lib/licences.ts';
import type { Links } from './links.ts';

export interface OwnParts {
  readonly versions: () => Output<'app.versions'>;
  readonly health: {
    get(): HealthView;
    test(): Promise<Output<'health.test'>>;
    metrics(range: Range): Promise<MetricsView>;
  };
  readonly readLog: (input: Parsed<'log.list'>) => Promise<Output<'log.list'>>;
  readonly report: (input: Parsed<'report.get'>) => Promise<Output<'report.get'>>;
  readonly links: Links;
}

type OwnCommand =
  | 'app.licences'
  | 'app.versions'
  | 'health.get'
  | 'health.test'
  | 'metrics.get'
  | 'log.list'
  | 'report.get'
  | 'links.open';

export function ownHandlers({ versions, health, readLog, report, links }: OwnParts): Pick<Handlers, OwnCommand> {
  return {
    'app.licences': async () => ({ licences: await readLicences() }),
    'app.versions': versions,
    'health.get': () => health.get(),
    'health.test': () => health.test(),
    'metrics.get': (input) => health.metrics(input.range),
    'log.list': readLog,
    'report.get': report,
    'links.open': (input) => links.open(input),
  };
}
