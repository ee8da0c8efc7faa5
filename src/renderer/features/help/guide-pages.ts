// Pages for beginning and for understanding: what Modkeep does, what it may, and what people ask most.
import type { HelpPage } from './page.ts';

export const GUIDE_PAGES: readonly HelpPage[] = [
  {
    id: 'start',
    group: 'Begin',
    title: 'First steps',
    blocks: [
      {
        say: 'Modkeep keeps every ban and timeout of your channels on your own disk, sees new ones at once, and acts when you say so.',
      },
      {
        steps: [
          'Sign in: Modkeep shows a short code, you confirm it on Twitch. No password passes through Modkeep.',
          'Your own channel and those you moderate appear at the left.',
          'The first sync fills the list while you watch. It can be stopped; what it found stays.',
          'Turn on “Let Modkeep act on Twitch” when you want to ban and time out from here.',
          'Press `key:help` for every key, and `key:palette` to find anything.',
        ],
      },
      {
        go: [
          ['Accounts', { settings: 'accounts' }],
          ['Acting', { settings: 'acting' }],
          ['What each permission is for', { help: 'scopes' }],
        ],
      },
    ],
  },
  {
    id: 'modes',
    group: 'Begin',
    title: 'Two kinds of channels',
    blocks: [
      {
        say: 'Twitch lets only the broadcaster’s own account read a channel’s list of bans. So every channel says which kind it is.',
      },
      {
        rows: [
          [
            'owner',
            'The list is read in full and complete. It is checked as often as Twitch’s limit allows, and live events come in between.',
          ],
          [
            'moderator',
            'There is no list to read. The record grows from live events, your own acts and what you import, and says since when it is known.',
          ],
          ['viewer', 'You may look at what is on record and change nothing: `SITE_MODERATORS_READ_ONLY`.'],
        ],
      },
      { head: 'What the words mean' },
      {
        rows: [
          ['banned', 'Out until somebody lifts it.'],
          ['timed out', 'Out until a moment that Twitch names.'],
          ['expired', 'A timeout that ran out by itself. Twitch sends no word of it; Modkeep counts.'],
          ['lifted', 'A timeout that somebody ended early.'],
          ['unbanned', 'A ban that somebody ended.'],
          ['not watched', 'A stretch in which nothing could be heard. What changed in it is shown without a name.'],
        ],
      },
    ],
  },
  {
    id: 'scopes',
    group: 'Begin',
    title: 'What each permission is for',
    blocks: [
      {
        say: 'Twitch calls permissions scopes. Modkeep asks only for those that a feature needs, and says on Health which are missing.',
      },
      { head: 'Asked for at sign-in' },
      {
        rows: [
          ['`moderation:read`', 'Reads the list of bans and timeouts of your own channel.'],
          ['`moderator:manage:banned_users`', 'Bans, times out and unbans when you say so.'],
          ['`user:read:moderated_channels`', 'Finds the channels that you moderate.'],
          [
            '`moderator:read:…`',
            'Hears moderation live. Twitch gives that feed only to whoever may read all of: blocked terms, chat settings, unban requests, banned users, chat messages, warnings, moderators and VIPs.',
          ],
        ],
      },
      { head: 'Only when you use it' },
      { rows: [['`channel:manage:moderators`', 'Makes and unmakes moderators of your own channel.']] },
      { head: 'Good to know' },
      {
        list: [
          'Taking a permission back on Twitch stops only what needs it; the record stays.',
          'Older texts name `channel:read:banned_users` and `channel:manage:banned_users`. Twitch has no such scopes.',
          'Tokens are kept in the system’s keychain, or in memory, and never in the database, a log or a report.',
        ],
      },
      {
        go: [
          ['Accounts', { settings: 'accounts' }],
          ['Twitch’s list of scopes', { link: 'twitchScopes' }],
          ['Connections on Twitch', { link: 'twitchConnections' }],
        ],
      },
    ],
  },
  {
    id: 'acting',
    group: 'Begin',
    title: 'Acting, and taking it back',
    blocks: [
      {
        list: [
          'Pick somebody, then `key:act.ban` bans, `key:act.timeout` and a digit times out, `key:act.end` ends it. Nothing is asked for a single act: it has Undo for ten seconds, and from the log later.',
          '“End timeout” never lifts a ban. The broadcaster, moderators and protected people can’t be hit.',
          'An answer that gets lost is looked up, not sent again. What Twitch answered but has not shown within half a minute is marked.',
          'Many people at once go through Bulk: always a dry run first, then at Twitch’s pace, with pause and a way back.',
          'Brakes are limits of your own on acting. They protect you from a slip, and can be made strict.',
        ],
      },
      {
        go: [
          ['Limits', { settings: 'limits' }],
          ['Bulk', { screen: 'bulk' }],
          ['Keyboard', { help: 'keyboard' }],
        ],
      },
    ],
  },
  {
    id: 'kill-switch',
    group: 'Begin',
    title: 'The kill switch',
    blocks: [
      {
        say: '“Stop all” in the status bar makes Modkeep read-only in under a second: running bulk jobs stop, nothing new is sent, and it is written down.',
      },
      { head: 'When to use it' },
      {
        list: [
          'Acts go to the wrong people, or somebody else is at your machine.',
          'More than a tenth of the acts fail for five minutes.',
          'A program on the dock socket does what it should not.',
        ],
      },
      { head: 'Afterwards' },
      {
        steps: [
          'See on Activity and Audit what was done, and undo what was wrong.',
          'Read the errors on Health, and the page of each code.',
          'Turn acting on again, first in one channel if you like, and watch the error rate for a quarter of an hour.',
        ],
      },
      {
        go: [
          ['Acting', { settings: 'acting' }],
          ['Health', { screen: 'health' }],
        ],
      },
    ],
  },
  {
    id: 'faq',
    group: 'Begin',
    title: 'Questions people ask',
    blocks: [
      { head: 'Why does a moderator’s channel have no complete list?' },
      {
        say: 'Twitch gives it to the broadcaster only. Ask the broadcaster to run Modkeep too, or to send you an export.',
      },
      { head: 'Does a ban hide the stream from somebody?' },
      { say: 'No. On Twitch a ban keeps them out of the chat; they can still watch.' },
      { head: 'Can a timeout last longer than 14 days?' },
      {
        say: 'Not on Twitch. Choose “Ban until” instead: Modkeep bans and lifts it on the day, if it is the same ban still.',
      },
      { head: 'Somebody renamed themselves. Are they still known?' },
      { say: 'Yes. Everything goes by Twitch’s number for the person; former names are found by the search.' },
      { head: 'Why is a reason limited to 500 characters?' },
      { say: 'Twitch takes no more. Modkeep never cuts a reason silently.' },
      { head: 'What leaves my machine?' },
      {
        say: 'Only what goes to Twitch, and what you send somewhere yourself: exports, reports, notices to a place that you chose.',
      },
      { head: 'Where is my data, and how do I move it?' },
      {
        say: 'One folder with one SQLite file; sign-ins are not in it. The desktop app moves it to another folder or disk under Data. To another machine: quit Modkeep, copy the folder, and start the other Modkeep with it.',
      },
      { head: 'Can I run it beside the stream?' },
      {
        say: 'Yes. It uses little and plays nothing by itself. As an OBS dock it is the same page, narrow: turn on OBS docks under Connection, make an address there, and paste it in OBS under Docks → Custom Browser Docks.',
      },
      {
        go: [
          ['Data', { settings: 'data' }],
          ['Scheduled lifts', { screen: 'schedule' }],
        ],
      },
    ],
  },
  {
    id: 'alerts',
    group: 'Modkeep itself',
    title: 'Alerts and notices',
    blocks: [
      {
        say: 'An alert says that something has been wrong for a while: acts fail, Twitch is slow, a list is not read, the disk is low. It is raised once and is over once, so a value that goes up and down does not ring all day.',
      },
      {
        list: [
          'What is raised stands on Health, with the button that mends it. Each rule has its values under Alerts: from where on, for how long, told how. A rule can be muted.',
          'Notices tell you of bans, timeouts and alerts while you look elsewhere: as a notification, a sound, or in Discord. Quiet hours, and quiet while you stream, hold them back.',
          'Where more than a tenth of the acts fail for five minutes, the kill switch is offered. Modkeep never throws it by itself.',
        ],
      },
      {
        go: [
          ['Health', { screen: 'health' }],
          ['Alerts', { settings: 'alerts' }],
          ['Notifications', { settings: 'notify' }],
        ],
      },
    ],
  },
  {
    id: 'programs',
    group: 'Modkeep itself',
    title: 'For OBS and programs',
    blocks: [
      {
        list: [
          'A small server on this machine lets OBS docks and your own programs in: lists, acts and events over one socket. In the desktop app it is off until you turn it on under Connection. `docs/dock-protocol.md` describes it, `docs/dock-examples.md` has whole programs.',
          'Each dock and program gets a key of its own with only the rights it needs, and can be cut off at once. Whoever has an address may do what its key may.',
          'The port is part of every address, so it stays the same. Where another program holds it, Connection and Health say so: close that program and try again, or choose another port.',
        ],
      },
      {
        say: '`/metrics` tells Prometheus how Modkeep is doing, once a key is made for it.',
      },
      {
        go: [
          ['Keys', { screen: 'moderators' }],
          ['Docks and metrics', { settings: 'connection' }],
        ],
      },
    ],
  },
];
