// Prometheus' text format, version 0.0.4: families of samples, with names, labels and values as the format wants them.
// https://prometheus.io/docs/instrumenting/exposition_formats/ Pure; knows nothing of what is measured.
import type { Histogram } from './metrics-histogram.ts';

export type Labels = Readonly<Record<string, string>>;

export type Family =
  | {
      readonly name: string;
      readonly help: string;
      readonly type: 'counter' | 'gauge';
      readonly samples: readonly { readonly labels?: Labels; readonly value: number }[];
    }
  | {
      readonly name: string;
      readonly help: string;
      readonly type: 'histogram';
      readonly samples: readonly { readonly labels?: Labels; readonly measured: Measured }[];
    };

/** Durations in ms: how many by bucket (metrics-histogram.ts), and their sum. */
export interface Measured {
  readonly buckets: Histogram;
  readonly sum: number;
}

/** Edges of ours that are told, about 1 ms to 16 min in steps of 1.6; between them nothing is lost, only not told. */
const EDGES = Array.from({ length: 30 }, (_, index) => index * 5);

/** The whole page; a family without samples is left out. */
export function expositionOf(families: readonly Family[]): string {
  const told = families.filter(({ samples }) => samples.length > 0).map(familyText);
  return told.join('');
}

function familyText(family: Family): string {
  const { name, help, type } = family;
  const head = `# HELP ${name} ${help.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)}\n# TYPE ${name} ${type}\n`;
  const lines =
    family.type === 'histogram'
      ? family.samples.flatMap(({ labels = {}, measured }) => histogramLines(name, labels, measured))
      : family.samples.map(({ labels = {}, value }) => line(name, labels, value));
  return head + lines.join('');
}

function histogramLines(name: string, labels: Labels, { buckets, sum }: Measured): readonly string[] {
  const counts = Object.entries(buckets).map(([bucket, count]) => [Number(bucket), count] as const);
  const upTo = (edge: number): number =>
    counts.reduce((most, [bucket, count]) => most + (bucket <= edge ? count : 0), 0);
  const total = upTo(Number.POSITIVE_INFINITY);
  return [
    ...EDGES.map((edge) => line(`${name}_bucket`, { ...labels, le: numberText(secondsOf(edge)) }, upTo(edge))),
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, total),
    line(`${name}_sum`, labels, sum / 1000),
    line(`${name}_count`, labels, total),
  ];
}

/** The upper edge of a bucket, in seconds. */
function secondsOf(edge: number): number {
  return Number((1.1 ** edge / 1000).toPrecision(6));
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}\n`;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
