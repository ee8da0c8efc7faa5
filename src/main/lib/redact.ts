// Takes out of a text what looks like a secret, known or not: for logs the shapes that mean nothing else, for what leaves
// the machine everything that is long and random as well. Pure; the secrets that are known by value are scrub.ts's.

const SHOWN = '[secret]';

/** What can be nothing but a secret, with the part that may stay. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bhttps?:\/\/[\w.-]*discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/[\w/-]+/gi, '[webhook]'],
  [/\b(Bearer|OAuth)\s+[\w.~+/=-]{20,}/gi, `$1 ${SHOWN}`],
  [/\boauth:[a-z0-9]{20,}/gi, `oauth:${SHOWN}`],
  [
    /((?:access|refresh|id)_?token|device_?code|client_?secret|password|authorization)(\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\&,}]{8,}/gi,
    `$1$2${SHOWN}`,
  ],
  [/([#?&][kc]=)[\w.-]{20,}/g, `$1${SHOWN}`],
];

/** `text` without what has the shape of a secret. */
export function hideShapes(text: string): string {
  return SHAPES.reduce((hidden, [shape, instead]) => hidden.replace(shape, instead), text);
}

/** Ids of our rows, hashes of the audit log: long, but nobody's secret. */
const HARMLESS =
  /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{64}|[A-Z]+(?:_[A-Z]+)+|[a-z]+(?:[_-](?:[a-z]+|\d{1,10}))+)$/;

/**
 * As `hideShapes`, and without any run of 28 or more letters and digits that is no id or hash of ours; folders of people
 * are shown as `~`. For texts that are handed to others.
 */
export function redact(text: string): string {
  return hideShapes(text)
    .replaceAll(/[\w+-]{28,}={0,2}/g, (run) => (HARMLESS.test(run) ? run : SHOWN))
    .replaceAll(/(?:\/(?:home|Users)\/|[A-Z]:\\Users\\)[^/\\\s:"']+/g, '~');
}
