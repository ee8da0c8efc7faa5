// What a page of Modkeep may load, reach and use, said in headers on every answer. One list for both shells; they
// differ in whom the page talks to and in two abilities of the browser.

export interface PageRules {
  /** CSP sources for `connect-src`: nobody for a page with a bridge, its own socket for one in a browser. */
  readonly connectTo: readonly string[];
  /** Features that this shell denies on top of DENIED_FEATURES. */
  readonly alsoDenied: readonly string[];
}

/** Nothing that the page does needs one of these, in either shell. */
const DENIED_FEATURES = [
  'accelerometer',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'window-management',
  'xr-spatial-tracking',
] as const;

/** The same for every answer. There is never a CORS header: nobody else may read anything here. */
export function pageHeaders({ connectTo, alsoDenied }: PageRules): Readonly<Record<string, string>> {
  const denied = [...DENIED_FEATURES, ...alsoDenied].toSorted();
  return {
    'Content-Security-Policy': contentSecurityPolicy(connectTo),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': denied.map((feature) => `${feature}=()`).join(', '),
    'Cache-Control': 'no-store',
  };
}

/** The policy as one header value. An empty `connectTo` means nobody. */
export function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connectTo.length === 0 ? "'none'" : connectTo.join(' ')}`,
    "media-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "manifest-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
