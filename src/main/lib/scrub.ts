// Takes every live secret out of a text, in each dress it may wear on its way into a log. The last step of the only
// log sink; knows neither where secrets come from nor where the text goes.

import { hideShapes } from './redact.ts';

const SHOWN = '[secret]';
/** Shorter values would match ordinary words. */
const SHORTEST = 8;
/** Old tokens fall out first; an account has two at a time. */
const MOST_SECRETS = 256;
/** A longer text is cut before it is searched: a log line is never that long on purpose. */
const LONGEST_TEXT = 262_144;

export interface Scrubber {
  /** Makes `value` unprintable from now on. Values under 8 characters are not taken. */
  add(value: string): void;
  /** `text` with every known secret, and what has the shape of one, replaced; at most 262 144 characters of it. */
  scrub(text: string): string;
}

/** Knows the last 256 secrets added, newest kept. */
export function createScrubber(): Scrubber {
  const formsBySecret = new Map<string, readonly string[]>();
  let pattern: RegExp | null = null;

  function build(): RegExp {
    // Longest first, so that no form leaves the rest of a longer one behind.
    const forms = [...formsBySecret.values()].flat().toSorted((a, b) => b.length - a.length);
    return new RegExp(forms.map(escapeRegExp).join('|'), 'g');
  }

  return {
    add(value) {
      if (value.length < SHORTEST) return;
      const known = formsBySecret.get(value);
      formsBySecret.delete(value);
      formsBySecret.set(value, known ?? formsOf(value));
      if (formsBySecret.size > MOST_SECRETS) formsBySecret.delete(formsBySecret.keys().next().value ?? '');
      pattern = null;
    },
    scrub(text) {
      const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
      const known = formsBySecret.size === 0 ? cut : cut.replace((pattern ??= build()), SHOWN);
      return hideCutTail(hideShapes(known), text.length > LONGEST_TEXT);
    },
  };
}

/** Exact, URL-encoded (either case), as a JSON string, hex (either case), and base64 at each of the three offsets. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const url = encodeURIComponent(value);
  const json = JSON.stringify(value).slice(1, -1);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const forms = [
    value,
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    json,
    JSON.stringify(json).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)];
}

/** What base64 makes of `bytes` behind `offset` other bytes, without the characters that neighbours decide. */
function base64At(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(from, to);
}

/** The cut may have gone through a secret, whose beginning would then stand at the end unrecognised. */
function hideCutTail(text: string, wasCut: boolean): string {
  return wasCut ? `${text.slice(0, Math.max(0, text.length - 2048))}[cut]` : text;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
