// What `npm run test:long` runs: every part with its suites, its minutes on two quiet cores, what it needs of the
// machine, and the rows of the scorecard that it fills. Pure data.
//
// A row's figure comes from the tests: `from` names what they noted with `score` (test/helpers/score.ts), `isGood` turns
// it round; `titles` counts the passed tests whose title matches (by what the first group caught) against `of`.
// `needs`: tools without which the part, or the row, can't be. `isIdle`: mostly waits, so it runs beside the lanes. `isExtra`: only when asked for by name.

const main = (name) => `test/main/${name}.test.ts`;

export const PARTS = [
  {
    name: 'power-loss',
    minutes: 7,
    needs: 'strace',
    suites: [main('db/power-loss')],
    rows: [
      { what: 'power-loss images that lost or damaged acknowledged data', from: 'power-loss' },
      { what: '…with `synchronous=NORMAL` planted: images that lost some', from: 'power-loss-control' },
    ],
  },
  {
    name: 'kill',
    minutes: 3,
    suites: [main('db/kill')],
    rows: [{ what: '`kill -9` of a writer: rounds with a lost or half commit', from: 'kill' }],
  },
  {
    name: 'kill-core',
    minutes: 5,
    suites: [main('kill')],
    rows: [
      { what: '`kill -9` of the whole core at work: rounds that disagree with Twitch’s journal', from: 'kill-core' },
    ],
  },
  {
    name: 'kill-steps',
    minutes: 5,
    suites: [main('kill-steps')],
    rows: [
      { what: '`kill -9` after each commit and each answer of one session: rounds that end wrong', from: 'kill-steps' },
    ],
  },
  {
    name: 'kill-renewal',
    minutes: 5,
    suites: [main('accounts/kill'), main('bulk/kill')],
    rows: [{ what: '`kill -9` around a token’s renewal: tokens in use that were not on disk', from: 'kill-renewal' }],
  },
  {
    name: 'io-faults',
    minutes: 5,
    needs: 'strace',
    suites: [main('db/io-fault')],
    rows: [
      {
        what: 'I/O faults (full disk, failed write, failed fsync): positions that end corrupt or lost',
        from: 'io-faults',
      },
      { what: '`kill -9` at one disk call: positions that end corrupt or lost', from: 'kill-writes' },
    ],
  },
  {
    name: 'interleavings',
    minutes: 9,
    suites: [main('bans/ledger.property'), main('bans/ledger.orders')],
    rows: [{ what: 'interleavings of events, reads and own acts that diverge from the model', from: 'interleavings' }],
  },
  {
    name: 'lists',
    minutes: 2,
    suites: [main('bans/read-wipes'), main('bans/read-paging')],
    rows: [
      { what: 'wipes by an empty or shrunken list', from: 'wipes' },
      { what: 'lists that change while they are read and end wrong', from: 'moving-lists' },
    ],
  },
  {
    name: 'times',
    minutes: 1,
    suites: [main('lib/time'), main('bans/expiry')],
    rows: [{ what: 'texts that are not RFC 3339 taken for a time', from: 'non-rfc' }],
  },
  {
    name: 'desktop',
    minutes: 2,
    suites: ['test/desktop'],
    rows: [
      { what: 'IPC messages past the guard', from: 'ipc' },
      { what: 'a missing, locked, silent or changed keyring: uses that end wrong', from: 'keyring' },
      {
        what: 'items of Electron’s security checklist with a behaviour test',
        titles: String.raw`checklist (\d+)`,
        of: 20,
      },
      { what: 'ways round the page’s policy blocked', titles: '(checklist 7: .+ is blocked)', of: 12 },
    ],
  },
  {
    name: 'dock',
    minutes: 3,
    suites: [main('dock/fuzz-http'), main('dock/fuzz-handshake')],
    rows: [
      { what: 'requests to the loopback server answered wrongly', from: 'dock-requests' },
      { what: 'first frames that opened it without the key', from: 'dock-handshakes' },
      { what: 'sockets that got an answer without a handshake', from: 'dock-sockets' },
    ],
  },
  {
    name: 'csv',
    minutes: 2,
    suites: ['test/shared/csv.test.ts', main('audit/export'), main('bans/export-source')],
    rows: [
      { what: 'tables of any text that the CSV reader does not get back from the writer', from: 'csv' },
      {
        what: 'exported rows that Python, csv-parse and our reader get back otherwise, or that hold a live formula',
        from: 'csv-files',
      },
      { what: '…that LibreOffice takes for a formula', from: 'csv-libreoffice', needs: 'soffice' },
    ],
  },
  {
    name: 'secrets',
    minutes: 1,
    suites: [main('secrets'), main('secrets-doors')],
    rows: [{ what: 'secrets found outside the vault (secrets × places)', from: 'secrets' }],
  },
  {
    name: 'planted',
    minutes: 3,
    script: ['test/controls/run.ts'],
    // A fault has to be caught by the small sizes, which everybody's `npm test` has.
    env: { MODKEEP_LONG: undefined },
    rows: [{ what: 'planted faults caught', from: 'planted', isGood: true, command: 'npm run test:controls' }],
  },
  {
    name: 'supply',
    minutes: 1,
    script: ['scripts/supply.mjs'],
    rows: [
      {
        what: 'packages of others that are not pinned by hash, bring scripts, or are known to be bad',
        from: 'supply',
        command: 'npm run supply',
      },
    ],
  },
  {
    name: 'busy',
    minutes: 1,
    suites: [main('db/busy'), main('disk-full')],
    rows: [
      { what: 'writes beside a hostile locker that fail unannounced or halfway', from: 'busy' },
      { what: 'bans made while the disk was full that are missing once it is not', from: 'disk-full' },
    ],
  },
  {
    name: 'damage',
    minutes: 2,
    suites: [main('db/damage'), main('audit/flips')],
    rows: [
      { what: 'damaged databases that do not start, or lose the original', from: 'damage' },
      { what: 'bytes changed in the audit log that its verification misses', from: 'flips' },
    ],
  },
  {
    name: 'migrations',
    minutes: 5,
    suites: [main('db/migration-kill')],
    rows: [
      { what: '`kill -9` before each statement between any two versions: databases left halfway', from: 'migrations' },
      { what: 'newer databases that an older Modkeep opens or touches', from: 'newer-refused' },
    ],
  },
  {
    name: 'instances',
    minutes: 2,
    suites: [main('db/lock')],
    rows: [{ what: 'simultaneous starts on one folder with not exactly one winner', from: 'instances' }],
  },
  {
    name: 'big',
    minutes: 1,
    suites: [main('big-memory')],
    rows: [
      {
        what: '500 000 audit rows and 100 000 bans: runs that need more than a fifth of them does (+200 MB)',
        from: 'big',
      },
    ],
  },
  {
    name: 'soak-events',
    minutes: 20,
    suites: [main('bans/soak-events'), main('bans/soak')],
    rows: [
      { what: 'a million events in 24 virtual hours: what grows of memory, handles and log', from: 'soak-events' },
      { what: '24 virtual hours with faults at random: acts told wrongly', from: 'soak-life' },
    ],
  },
  {
    name: 'soak-minutes',
    minutes: 11,
    isIdle: true,
    env: { MODKEEP_SOAK_MINUTES: '10' },
    suites: [main('soak-hour')],
    rows: [{ what: 'ten events a second in real time, ten minutes of it: the same', from: 'soak-hour' }],
  },
  {
    name: 'soak-hour',
    minutes: 61,
    isIdle: true,
    isExtra: true,
    suites: [main('soak-hour')],
    rows: [{ what: '…a whole hour of it', from: 'soak-hour' }],
  },
  {
    name: 'flaky',
    minutes: 100,
    isExtra: true,
    script: ['scripts/flaky.mjs', '10'],
    rows: [{ what: 'runs of all unit tests that fail, of ten', from: 'flaky' }],
  },
  {
    name: 'models',
    minutes: 5,
    suites: [main('db/listing'), main('db/search'), main('bulk/import'), main('bulk/parse'), main('bulk/stops')],
    rows: [
      { what: 'lists, searches, imports and stopped bulk jobs at full size: tests passed', titles: '(.+)', of: 0 },
    ],
  },
  {
    name: 'raid',
    minutes: 1,
    suites: [main('notify/raid')],
    rows: [
      {
        what: 'entries of a raid lost, out of order or too fast on their way to Discord, killed in the middle',
        from: 'raid',
      },
    ],
  },
  {
    name: 'budget',
    minutes: 1,
    suites: [main('bans/poller')],
    rows: [{ what: 'requests refused (429) in 24 virtual hours of 100 to 500 000 bans', from: 'budget' }],
  },
  {
    name: 'twitch',
    minutes: 8,
    suites: [main('twitch/fuzz'), main('twitch/live-storm')],
    rows: [{ what: 'renewals too many in waves of 50 refused tokens', from: 'renewals' }],
  },
];
