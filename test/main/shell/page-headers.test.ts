// The headers of both shells: one strict policy, and the differences between them are the ones asked for.
import { expect, test } from 'vitest';
import { contentSecurityPolicy, pageHeaders } from '../../../src/main/shell/page-headers.ts';

const policies = [contentSecurityPolicy([]), contentSecurityPolicy(["'self'", 'ws://127.0.0.1:1'])];

test.each(policies)('no directive is misspelt (a colon would void it): %s', (policy) => {
  const names = policy.split('; ').map((directive) => directive.split(' ')[0]);
  expect(names).toHaveLength(16);
  expect(names.every((name) => /^[a-z-]+$/.test(name ?? ''))).toBe(true);
});

test('the page talks to whom it is told to, or to nobody', () => {
  expect(policies[0]).toContain("connect-src 'none'; ");
  expect(policies[1]).toContain("connect-src 'self' ws://127.0.0.1:1; ");
  expect(policies[0]?.replace("connect-src 'none'", '')).toBe(
    policies[1]?.replace("connect-src 'self' ws://127.0.0.1:1", ''),
  );
});

test('what one shell denies is added to what both deny', () => {
  const denied = (alsoDenied: readonly string[]): readonly string[] =>
    (pageHeaders({ connectTo: [], alsoDenied })['Permissions-Policy'] ?? '').split(', ');
  expect(denied([])).toContain('camera=()');
  expect(denied(['autoplay']).filter((feature) => !denied([]).includes(feature))).toEqual(['autoplay=()']);
});
