// Writes the reference part of docs/dock-protocol.md from the contract itself: inputs from the schemas, rights from
// the permission matrix, outputs and their types word for word from the source. A test compares it with the file.
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { commands, type Command } from '../../../src/shared/contract.ts';
import { PERMISSIONS } from '../../../src/shared/permissions.ts';

const SHARED = new URL('../../../src/shared/', import.meta.url);

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The whole generated part, as Markdown. */
export function protocolReference(): string {
  const source = readSource();
  const names = Object.keys(commands) as Command[];
  const overview = names.map((name) => `| \`${name}\` | ${rightOf(name)} | ${fieldNames(name)} |`);
  const sections = names.map((name) => commandSection(name, source));
  const types = typeDeclarations(
    names.map((name) => outputOf(name, source)),
    source,
  );
  return [
    '### Overview\n',
    '| Command | Right | Input fields |\n|---|---|---|',
    `${overview.join('\n')}\n`,
    ...sections,
    '### Types in outputs\n',
    fence(types),
    '### Events\n',
    fence(declarationOf('AppEvent', source)),
    '### Error details\n',
    fence(declarationOf('ErrorDetails', source)),
  ].join('\n');
}

function commandSection(name: Command, source: string): string {
  const note = commentOf(name, source);
  return [
    `### \`${name}\`\n`,
    `Right: ${rightOf(name)}.${note ? ` ${note}` : ''}\n`,
    ...alternativesOf(schemaOf(name)).map(inputTable),
    'Output:\n',
    fence(outputOf(name, source)),
  ].join('\n');
}

function rightOf(name: Command): string {
  const right = PERMISSIONS[name];
  return right === 'read' || right === 'owner' ? right : `\`${right}\``;
}

function schemaOf(name: Command): Schema {
  return z.toJSONSchema(commands[name].input, { io: 'input', unrepresentable: 'any' }) as Schema;
}

function alternativesOf(schema: Schema): readonly Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

function fieldNames(name: Command): string {
  const fields = alternativesOf(schemaOf(name)).map((one) =>
    Object.keys(one.properties ?? {})
      .map((field) => `\`${field}${one.required?.includes(field) ? '' : '?'}\``)
      .join(', '),
  );
  return fields.map((text) => text || 'none').join(' *or* ');
}

function inputTable(schema: Schema, index: number): string {
  const fields = Object.entries(schema.properties ?? {});
  const title = index === 0 ? 'Input' : 'Or';
  if (fields.length === 0) return `${title}: none (\`{}\`, or leave \`input\` out).\n`;
  const rows = fields.map(
    ([field, type]) =>
      `| \`${field}\` | ${schema.required?.includes(field) ? 'yes' : 'no'} | ${typeText(type).replaceAll('|', '\\|')} |`,
  );
  return `${title}:\n\n| Field | Required | Value |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function typeText(schema: Schema): string {
  const text = plainType(schema);
  return schema.default === undefined ? text : `${text}; \`${JSON.stringify(schema.default)}\` when left out`;
}

function plainType(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(plainType).join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return `one of ${schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ')}`;
  if (schema.type === 'array')
    return `array${span(schema.minItems, schema.maxItems, 'items')} of ${plainType(schema.items ?? {})}`;
  if (schema.type === 'integer' || schema.type === 'number')
    return `${schema.type === 'integer' ? 'whole number' : 'number'}${span(schema.minimum, schema.maximum, '')}`;
  if (schema.type === 'string') return stringType(schema);
  if (schema.type === 'object') return objectType(schema);
  return schema.type ?? 'any value';
}

function stringType(schema: Schema): string {
  // Formats come with long patterns of their own; the format's name says the same.
  if (schema.format === 'date-time') return 'string, ISO 8601 date and time with `Z` or an offset';
  if (schema.format === 'uuid') return 'string, a UUID';
  const length = span(schema.minLength, schema.maxLength, 'characters');
  return `string${length}${schema.pattern === undefined ? '' : `, \`${schema.pattern}\``}`;
}

function objectType(schema: Schema): string {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, type]) => `\`${name}\`${schema.required?.includes(name) ? '' : ' (optional)'}: ${plainType(type)}`,
  );
  if (fields.length > 0) return `object { ${fields.join('; ')} }`;
  return typeof schema.additionalProperties === 'object'
    ? `object of ${plainType(schema.additionalProperties)}`
    : 'object';
}

function span(least: number | undefined, most: number | undefined, unit: string): string {
  const isOpen = most === undefined || Math.abs(most) >= Number.MAX_SAFE_INTEGER;
  if (least === undefined && isOpen) return '';
  const bounds = isOpen ? `at least ${least}` : least === most ? `exactly ${most}` : `${least ?? 0} to ${most}`;
  return ` (${[bounds, unit].filter(Boolean).join(' ')})`;
}

function readSource(): string {
  const contract = readdirSync(new URL('contract/', SHARED)).toSorted();
  const files = [
    'contract.ts',
    'model.ts',
    'notice.ts',
    'person.ts',
    'brakes.ts',
    'dock-port.ts',
    'errors.ts',
    'permissions.ts',
    ...contract.map((name) => `contract/${name}`),
  ];
  return files.map((name) => readFileSync(new URL(name, SHARED), 'utf8')).join('\n');
}

function startOf(name: Command, source: string): number {
  const at = source.indexOf(`\n  '${name}': {`);
  if (at === -1) throw new Error(`${name} is not written as a property of its own in src/shared/contract`);
  return at;
}

/** The `/** … *\/` right above a command. */
function commentOf(name: Command, source: string): string {
  const before = source.slice(0, startOf(name, source)).trimEnd();
  if (!before.endsWith('*/')) return '';
  return words(before.slice(before.lastIndexOf('/**') + 3, -2));
}

/** What stands between the angle brackets of a command's `output<…>()`. */
function outputOf(name: Command, source: string): string {
  const start = source.indexOf('output<', startOf(name, source)) + 'output<'.length;
  let depth = 1;
  let end = start;
  while (depth > 0) {
    const letter = source[end];
    if (letter === '<') depth += 1;
    if (letter === '>' && source[end - 1] !== '=') depth -= 1;
    if (letter === undefined) throw new Error(`the output of ${name} never ends`);
    end += 1;
  }
  return outdent(source.slice(start, end - 1));
}

/** All declarations of ours that `texts` name, and those that these name in turn. */
function typeDeclarations(texts: readonly string[], source: string): string {
  const found = new Map([['ErrorDetails', '']]); // has a section of its own
  const queue = [...texts];
  for (let text = queue.shift(); text !== undefined; text = queue.shift()) {
    for (const name of text.match(/\b[A-Z][A-Za-z]+\b/g) ?? []) {
      if (found.has(name) || !declares(name, source)) continue;
      found.set(name, declarationOf(name, source));
      queue.push(found.get(name)?.replaceAll(/\/\*\*.*?\*\//gs, '') ?? '');
    }
  }
  return [...found.entries()]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .flatMap(([, text]) => (text === '' ? [] : [text]))
    .join('\n\n');
}

function declares(name: string, source: string): boolean {
  return new RegExp(`^export (interface|type) ${name}\\b`, 'm').test(source);
}

function declarationOf(name: string, source: string): string {
  const match = new RegExp(
    `^(?:/\\*\\*[^\\n]*\\*/\\n)?export (?:interface|type) ${name}\\b[^]*?(?:^}.*$|;$(?=\\n[^\\s}]|\\n\\n))`,
    'm',
  ).exec(source);
  if (!match) throw new Error(`${name} is not declared in src/shared`);
  return match[0].replace('export ', '').replaceAll(/import\([^)]*\)\./g, '');
}

function outdent(text: string): string {
  const lines = text.split('\n');
  const indent = /^ */.exec(lines.at(-1) ?? '')?.[0].length ?? 0;
  return lines
    .map((line, index) => (index === 0 ? line : line.slice(indent)))
    .join('\n')
    .trim();
}

function words(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\*\s*/g, ' ').trim();
}

function fence(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\`\n`;
}
