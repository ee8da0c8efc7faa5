// Pages for when something is wrong: from what one sees to what mends it, each step with the place to look at.
import type { HelpPage, Place } from './page.ts';

const HEALTH: readonly [string, Place] = ['Health', { screen: 'health' }];
const LOG: readonly [string, Place] = ['Log', { screen: 'log' }];

export const TROUBLE_PAGES: readonly HelpPage[] = [
  {
    id: 'sync-fails',
    group: 'When something is wrong',
    title: 'The list is not read',
    blocks: [
      { say: 'Go from the top; stop at the first line that is not fine.' },
      {
        steps: [
          'Health, “Signed in”: is the account that owns the channel signed in? If not, sign in.',
          'Health, “Permissions”: is `moderation:read` granted? If not, reconnect.',
          'Health, “Connection”: press Test now. Both calls should answer 200.',
          'Health, “Twitch’s limit”: nearly used up means wait; Modkeep does so by itself.',
          'Press `key:sync.panel` on the channel: its panel says when it was last read, by whom, and how the last syncs ended.',
          'Sync by hand. It retries five times, from five seconds on, twice as long each time.',
          'Still failing after an hour: save the diagnostic report; its first lines say how grave it is.',
        ],
      },
      { go: [HEALTH, LOG, ['SYNC_TIMEOUT', { help: 'SYNC_TIMEOUT' }]] },
    ],
  },
  {
    id: 'no-bans',
    group: 'When something is wrong',
    title: 'A channel shows no bans, or far fewer',
    blocks: [
      {
        steps: [
          'Does the empty list say why? “Never synced”, “moderator” and “a filter hides all” are three different things.',
          'Is it your own channel? A moderator’s record begins when Modkeep began to watch.',
          'Compare the number beside the account with the channel’s: the token must belong to the broadcaster.',
          'Let Modkeep look: the panel of the channel checks each cause and asks Twitch once, directly.',
        ],
      },
      {
        say: 'A list that suddenly comes back empty or much shorter is read a second time before anybody is removed. A failed or cut-off read removes nobody, ever.',
      },
      {
        go: [
          ['Bans', { screen: 'bans' }],
          ['Two kinds of channels', { help: 'modes' }],
        ],
      },
    ],
  },
  {
    id: 'twice',
    group: 'When something is wrong',
    title: 'Somebody is listed twice, or should be gone',
    blocks: [
      {
        list: [
          'The list can’t hold a person twice in one channel. Two lines of the history are two acts; if they are one, after an import, merging joins them.',
          'A timeout leaves the list the moment it runs out, by Twitch’s clock. If it stays, look at “Clock” on Health.',
          'Somebody you freed and who is still shown: Twitch’s own list lags behind for a moment. The next read settles it.',
        ],
      },
      { go: [HEALTH, ['Data', { settings: 'data' }]] },
    ],
  },
  {
    id: 'limits',
    group: 'When something is wrong',
    title: 'Twitch says: slow down',
    blocks: [
      { say: 'There are two kinds of limits, and the message says which one it was.' },
      {
        rows: [
          [
            'Twitch’s',
            'About 800 requests a minute and account, and about 100 bans and unbans in 30 seconds and channel. The meter in the status bar shows what is left and when it fills up.',
          ],
          ['Your own', 'Brakes under Limits. A used-up brake names itself and the moment it is free again.'],
        ],
      },
      {
        steps: [
          'Wait for the moment that the message names. Trying earlier only makes it longer.',
          'See in “Requests by endpoint” on Health what asks so much.',
          'Other bots of the same account share the limit: give them an account of their own.',
          'A very long list is read more rarely by itself; the panel of the channel says how often now.',
        ],
      },
      { go: [HEALTH, ['Limits', { settings: 'limits' }], ['RATE_LIMIT_EXCEEDED', { help: 'RATE_LIMIT_EXCEEDED' }]] },
    ],
  },
  {
    id: 'permissions',
    group: 'When something is wrong',
    title: 'I may not do it',
    blocks: [
      {
        steps: [
          'Read the code: `INSUFFICIENT_SCOPES` is Twitch’s permission, `FORBIDDEN` a right on this installation, `SITE_MODERATORS_READ_ONLY` your role in the channel, `FEATURE_DISABLED` a switch.',
          'A permission: reconnect the account. It is asked for what is missing only.',
          'A right: the owner of this installation gives it under Moderators, “Who may do what”, with the reason why you have what you have.',
          'A role: the broadcaster makes you a moderator on Twitch.',
          'A switch: acting may be off everywhere, or in this channel alone.',
        ],
      },
      {
        go: [
          ['Moderators', { screen: 'moderators' }],
          ['Acting', { settings: 'acting' }],
          ['What each permission is for', { help: 'scopes' }],
        ],
      },
    ],
  },
  {
    id: 'not-live',
    group: 'When something is wrong',
    title: 'Nothing comes in live',
    blocks: [
      {
        steps: [
          'The status bar says whether the channel is heard. “Lost” is tried again with growing pauses, up to a minute.',
          'Refused means a missing permission for this channel: reconnect.',
          'A wrong clock on this machine makes events look old. Set it in the system’s settings.',
          'Some networks cut long connections. The gap is marked, and a full read fills it where the list may be read.',
        ],
      },
      { go: [HEALTH, ['Activity', { screen: 'activity' }]] },
    ],
  },
  {
    id: 'unconfirmed',
    group: 'When something is wrong',
    title: 'An act is not confirmed',
    blocks: [
      { say: 'Twitch answered, but showed neither an event nor a row within 30 seconds.' },
      {
        list: [
          'Where the list may be read, Modkeep looks it up by itself and says what is so.',
          'Where it may not, the live feed has to tell. If the feed was cut just then, nothing could be heard, and that is said.',
          'Trying again is safe: “already banned” then means that it was done.',
        ],
      },
      { go: [['Activity', { screen: 'activity' }], HEALTH] },
    ],
  },
  {
    id: 'machine',
    group: 'When something is wrong',
    title: 'Clock, disk, database',
    blocks: [
      {
        rows: [
          [
            'Clock wrong',
            'Modkeep goes by Twitch’s clock, but a clock that is minutes off breaks other things. Turn on setting it automatically.',
          ],
          [
            'Disk full',
            'Modkeep only reads until there is room: nothing is acted on, what is heard waits in memory. See `DATABASE_FULL`.',
          ],
          ['Database held', 'Another program has the file. See `DATABASE_BUSY`.'],
          ['Database damaged', 'It is set aside at the next start, never deleted. See `DATABASE_CORRUPT`.'],
          [
            'Slow',
            'A folder on a network drive, or one that is synchronised, is the usual reason. “Database writes” on Health should be a few milliseconds.',
          ],
        ],
      },
      { go: [HEALTH, ['Data', { settings: 'data' }]] },
    ],
  },
  {
    id: 'report',
    group: 'When something is wrong',
    title: 'Asking somebody for help',
    blocks: [
      {
        say: '“Save report” on Health writes a text file that lets others understand what is wrong. You see every line of it before it is saved.',
      },
      {
        list: [
          'It holds versions, the self-check, permissions by name, the last syncs, errors by code, and the last warnings of the log.',
          'It holds no token, key or device code: what looks like one is taken out.',
          'Its first lines propose how grave the case is. P1: nothing works, for every channel. P2: some of it.',
          'Names of channels and ids of people are in it. Send it to people you trust.',
        ],
      },
      { go: [HEALTH, LOG, ['Feedback', { help: 'feedback' }]] },
    ],
  },
];
