// Prometheus' text format, read strictly by its grammar: whatever a lenient reader would forgive is an error here.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details Test code, written without ours.

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = String.raw`[a-zA-Z_:][a-zA-Z0-9_:]*`;
const HELP = new RegExp(String.raw`^# HELP (${NAME}) ((?:[^\\\n]|\\\\|\\n)+)$`);
const TYPE = new RegExp(String.raw`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
const SAMPLE = new RegExp(String.raw`^(${NAME})(?:\{(.+)\})? (\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y;
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|[+-]Inf|NaN)$/;

/** Throws Error with the line that breaks the grammar. */
export function parseExposition(text: string): readonly ParsedFamily[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families: { name: string; type: string; help: string; samples: ParsedSample[] }[] = [];
  const series = new Set<string>();
  const lines = text.slice(0, -1).split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.startsWith('#')) {
      const help = HELP.exec(line);
      const type = TYPE.exec(lines[(index += 1)] ?? '');
      if (help === null || type === null || help[1] !== type[1]) throw new Error(`no HELP with its TYPE: ${line}`);
      if (families.some(({ name }) => name === help[1])) throw new Error(`twice: ${help[1]}`);
      families.push({ name: help[1] ?? '', help: help[2] ?? '', type: type[2] ?? '', samples: [] });
      continue;
    }
    const family = families.at(-1);
    const sample = sampleOf(line);
    if (family === undefined || !belongs(sample.name, family)) throw new Error(`in no family of its own: ${line}`);
    const key = JSON.stringify([
      sample.name,
      Object.entries(sample.labels).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ]);
    if (series.has(key)) throw new Error(`a series twice: ${line}`);
    series.add(key);
    family.samples.push(sample);
  }
  for (const family of families) checkFamily(family);
  return families;
}

function sampleOf(line: string): ParsedSample {
  const match = SAMPLE.exec(line);
  if (match === null || !NUMBER.test(match[3] ?? '')) throw new Error(`no sample: ${line}`);
  const [, name = '', inside, value = ''] = match;
  return {
    name,
    labels: inside === undefined ? {} : labelsOf(inside),
    value: Number(value.replace('Inf', 'Infinity')),
  };
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    const match = LABEL.exec(text);
    if (match === null) throw new Error(`no labels: ${text}`);
    const [, name = '', value = ''] = match;
    if (name.startsWith('__') || name in labels) throw new Error(`a label that may not be: ${text}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
    if (LABEL.lastIndex === text.length && text.endsWith(',')) throw new Error(`a comma at the end: ${text}`);
  }
  return labels;
}

function belongs(name: string, { name: family, type }: { readonly name: string; readonly type: string }): boolean {
  if (type !== 'histogram') return name === family;
  return ['_bucket', '_sum', '_count'].some((ending) => name === family + ending);
}

function checkFamily({ name, type, samples }: ParsedFamily): void {
  if (samples.length === 0) throw new Error(`an empty family: ${name}`);
  if (type === 'counter' && (!name.endsWith('_total') || samples.some(({ value }) => !(value >= 0))))
    throw new Error(`no counter: ${name}`);
  if (type !== 'histogram') return;
  const groups = Map.groupBy(samples, ({ labels }) => JSON.stringify({ ...labels, le: '' }));
  for (const group of groups.values()) {
    const buckets = group.filter(({ name: one }) => one.endsWith('_bucket'));
    const edges = buckets.map(({ labels }) => Number((labels['le'] ?? 'x').replace('+Inf', 'Infinity')));
    const counts = buckets.map(({ value }) => value);
    const rises = (list: readonly number[], isStrict: boolean): boolean =>
      list.every((value, index) => index === 0 || (isStrict ? value > list[index - 1]! : value >= list[index - 1]!));
    if (!rises(edges, true) || edges.at(-1) !== Number.POSITIVE_INFINITY)
      throw new Error(`edges of ${name}: ${edges.join()}`);
    if (!rises(counts, false)) throw new Error(`counts of ${name}: ${counts.join()}`);
    const count = group.find(({ name: one }) => one.endsWith('_count'))?.value;
    if (count !== counts.at(-1) || !group.some(({ name: one }) => one.endsWith('_sum')))
      throw new Error(`ends of ${name}`);
  }
}
