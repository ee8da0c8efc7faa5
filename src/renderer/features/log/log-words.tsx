// How a line of the log looks: its level in an icon and a word, its fields in one line, and as it stands in the file.
import { Bug, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { LogLine } from '../../../shared/contract/log.ts';

export const LEVELS = {
  debug: { word: 'Debug', icon: Bug, tone: 'text-mute', from: 'Everything' },
  info: { word: 'Info', icon: Info, tone: 'text-info', from: 'From info' },
  warn: { word: 'Warning', icon: TriangleAlert, tone: 'text-warn', from: 'From warnings' },
  error: { word: 'Error', icon: CircleAlert, tone: 'text-danger', from: 'Errors only' },
} as const;

export function Level({ level }: { readonly level: LogLine['level'] }) {
  const { word, icon: Icon, tone } = LEVELS[level];
  return (
    <span className={`flex items-center gap-1.5 ${tone}`}>
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      {word}
    </span>
  );
}

/** `sync_bans · channel_id 1000 · …`, without the ids that only serve to find lines. */
export function fieldsLine({ fields }: LogLine): string {
  return Object.entries(fields)
    .filter(([name, value]) => !HIDDEN.includes(name) && value !== null && value !== '')
    .map(([name, value]) => (name === 'action' ? String(value) : `${name} ${String(value)}`))
    .join(' · ');
}
const HIDDEN = ['request_id', 'job_id', 'stack'];

/** The line as it stands in the file. */
export function asWritten({ time, level, message, fields }: LogLine): string {
  return JSON.stringify({ time, level, message, ...fields });
}

/** The ids of a line that other lines share. */
export function sharedIds({ fields }: LogLine): readonly (readonly [name: string, id: string])[] {
  return (['request_id', 'job_id', 'act_id'] as const).flatMap((name) => {
    const id = fields[name];
    return typeof id === 'string' ? [[name, id] as const] : [];
  });
}
export const ID_WORDS: Readonly<Record<string, string>> = {
  request_id: 'request',
  job_id: 'job',
  act_id: 'act',
};
