// The ten planted faults: each a guard taken out of a copy of the code, and the suites that have to notice.
// Pure data; a guard that moves is found missing here at once, because `from` must be there exactly once.

export interface Edit {
  /** From the root of the project. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

export interface PlantedFault {
  readonly name: string;
  /** What the user would lose if it were like this. */
  readonly harm: string;
  readonly edits: readonly Edit[];
  readonly suites: readonly string[];
}

export const FAULTS: readonly PlantedFault[] = [
  {
    name: 'synchronous-normal',
    harm: 'what was acknowledged is gone after a power cut',
    edits: [
      {
        path: 'src/main/db/connection.ts',
        from: "sqlite.pragma('synchronous = FULL');",
        to: "sqlite.pragma('synchronous = NORMAL');",
      },
      { path: 'src/main/db/connection.ts', from: 'synchronous: 2,', to: 'synchronous: 1,' },
    ],
    suites: ['test/main/db/power-loss.test.ts', 'test/main/db/open.test.ts'],
  },
  {
    name: 'apply-without-transaction',
    harm: 'a page is half applied when something fails in its middle',
    edits: [
      {
        path: 'src/main/bans/ledger.ts',
        from: 'const touched = untouched();\n      db.immediate(() => {',
        to: 'const touched = untouched();\n      ((work: () => void): void => work())(() => {',
      },
    ],
    suites: ['test/main/bans/ledger.test.ts'],
  },
  {
    name: 'no-deduplication',
    harm: 'an event that Twitch sends twice is handled twice',
    edits: [{ path: 'src/main/bans/matching.ts', from: '&& !isFirst(item.key)', to: '&& false' }],
    suites: ['test/main/bans'],
  },
  {
    name: 'date-parse',
    harm: 'garbage is taken for a date, and a ban for a timeout that ends',
    edits: [
      {
        path: 'src/main/bans/classify.ts',
        from: 'const expiresAt = parseRfc3339(raw);',
        to: 'const parsed = Number(new globalThis.Date(raw)), expiresAt = parsed > 0 ? parsed : parseRfc3339(raw);',
      },
    ],
    suites: ['test/main/bans/classify.test.ts'],
  },
  {
    name: 'no-cursor-set',
    harm: 'a list that leads back to its own pages is read for ever',
    edits: [{ path: 'src/main/twitch/client.ts', from: 'seen.has(next) && !isAgain', to: 'seen.size < 0' }],
    suites: ['test/main/twitch/client.test.ts'],
  },
  {
    name: 'no-wipe-guard',
    harm: 'one empty answer ends every ban in the channel',
    edits: [
      {
        path: 'src/main/bans/read.ts',
        from: 'return vanished > Math.max(50, before * 0.2);',
        to: 'return vanished > before && before < 0;',
      },
    ],
    suites: ['test/main/bans/read-wipes.test.ts'],
  },
  {
    name: 'no-host-check',
    harm: 'a web page reaches the loopback server through a name of its own',
    edits: [
      {
        path: 'src/main/dock/guard.ts',
        from: 'return hosts.length === 1 && hosts[0] === authority ? null',
        to: 'return hosts.length >= 0 || authority ? null',
      },
    ],
    suites: ['test/main/dock/http.test.ts', 'test/main/dock/fuzz-http.test.ts'],
  },
  {
    name: 'no-sender-frame-check',
    harm: 'any frame that gets into a window may ban people',
    edits: [
      {
        path: 'src/main/desktop/ipc-guard.ts',
        from: 'if (senderFrame === null || senderFrame.isDestroyed() || senderFrame.detached) return false;',
        to: 'if (senderFrame === null || windows.size >= 0) return true;',
      },
    ],
    suites: ['test/desktop/ipc-guard.test.ts', 'test/desktop/ipc-fuzz.test.ts'],
  },
  {
    name: 'authorization-logged',
    harm: 'a token stands in what the program prints',
    edits: [
      {
        path: 'src/main/twitch/fetch.ts',
        from: '    const response = await native(input, {',
        to: "    process.stderr.write(`${new Headers(options.headers).get('authorization')}\\n`);\n    const response = await native(input, {",
      },
    ],
    suites: ['test/main/secrets.test.ts'],
  },
  {
    name: 'begin-deferred',
    harm: 'a read before a write is overtaken, and the write fails however long it waits',
    edits: [
      {
        path: 'src/main/db/open.ts',
        from: 'result = transaction.immediate(() => {',
        to: 'result = transaction.deferred(() => {',
      },
    ],
    suites: ['test/main/db/open.test.ts'],
  },
];
