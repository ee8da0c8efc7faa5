// What `npm run test:long` runs: every part with its suites, its minutes on two quiet cores, what it needs of the
// machine, and the rows of the scorecard that it fills. Pure data.
//
// A row's figure comes from the tests: `from` names what they noted with `score` (test/helpers/score.ts); `titles`
// counts the passed tests whose title matches (by what the first group caught, if there is one) against `of`.
// `isExtra`: runs only when asked for by name, because it does not fit into the hour.

const LONG = [
  {
    name: 'interleavings',
    minutes: 28,
    suites: ['test/main/bans/ledger.property.test.ts'],
    rows: [
      { what: 'random lives (lost, late, doubled, half-read news) diverging from the model', from: 'interleavings' },
    ],
  },
  {
    name: 'power-loss',
    minutes: 8,
    needs: 'strace',
    suites: ['test/main/db/power-loss.test.ts'],
    rows: [
      { what: 'power-loss images that lost or damaged acknowledged data', from: 'power-loss' },
      { what: 'the same with `synchronous=NORMAL` planted: images that lost some', from: 'power-loss-control' },
    ],
  },
  {
    name: 'kill',
    minutes: 6,
    suites: ['test/main/db/kill.test.ts'],
    rows: [{ what: '`kill -9` of a writer, rounds with a lost or half commit', from: 'kill' }],
  },
  {
    name: 'io-faults',
    minutes: 6,
    needs: 'strace',
    suites: ['test/main/db/io-fault.test.ts'],
    rows: [
      {
        what: 'I/O-fault positions (full disk, failed write, failed fsync) that end corrupt or lost',
        from: 'io-faults',
      },
    ],
  },
  {
    name: 'kill-core',
    minutes: 20,
    suites: ['test/main/kill.test.ts', 'test/main/kill-steps.test.ts', 'test/main/accounts/kill.test.ts'],
    rows: [{ what: '`kill -9` of the whole core, rounds that disagree with Twitch’s journal', from: 'kill-core' }],
  },
];

export const PARTS = LONG;
