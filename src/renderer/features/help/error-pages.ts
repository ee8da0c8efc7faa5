// One page for every error code: what happened, why, and what to do. A code without a page does not compile.
import type { ErrorCode } from '../../../shared/errors.ts';
import type { Block, HelpPage, Place } from './page.ts';

interface ErrorPage {
  readonly title: string;
  readonly what: string;
  readonly why: readonly string[];
  readonly todo: readonly string[];
  readonly go?: readonly (readonly [string, Place])[];
}

const RECONNECT: readonly [string, Place] = ['Accounts', { settings: 'accounts' }];
const HEALTH: readonly [string, Place] = ['Health', { screen: 'health' }];
const STATUS: readonly [string, Place] = ['Twitch’s status page', { link: 'twitchStatus' }];

const ERRORS: Readonly<Record<ErrorCode, ErrorPage>> = {
  INVALID_REQUEST: {
    title: 'Something that was asked for is not valid',
    what: 'Modkeep looked at what it was given and sent nothing to Twitch.',
    why: [
      'A field is missing, too long or of another kind: a reason over 500 characters, a timeout over 14 days, a name that can’t be a Twitch name.',
      'Twitch itself refused the values, for instance a client id that it does not know.',
    ],
    todo: ['Read the sentence: it names the field.', 'Change it and try again. Nothing was done by half.'],
  },
  UNAUTHORIZED: {
    title: 'Nobody is signed in for this',
    what: 'The command needs a Twitch account, and none that may do it is signed in.',
    why: [
      'The account was signed out here, or Twitch ended its sign-in.',
      'In the browser shell a restart signs out, unless staying signed in is turned on.',
    ],
    todo: [
      'Sign in again. What is recorded stays as it was.',
      'Turn on “Stay signed in” under General if restarts do this.',
    ],
    go: [RECONNECT, ['Staying signed in', { settings: 'general' }]],
  },
  FORBIDDEN: {
    title: 'You lack the right',
    what: 'Modkeep refused before anything was sent.',
    why: [
      'You use a dock key, or act through an account, that was not given this right in this channel.',
      'Only the owner of the installation may change settings, sign accounts in or see the log.',
      'Twitch says that the account may not do this in this channel.',
      'The system does not let the server for OBS docks and programs have its port.',
    ],
    todo: [
      'Ask the owner of this installation to give the right under Moderators, “Who may do what”.',
      'If Twitch refused: check that the account still moderates the channel.',
      'If it was about a port: choose another in Settings under Connection.',
    ],
    go: [['Moderators', { screen: 'moderators' }]],
  },
  NOT_FOUND: {
    title: 'It is not there',
    what: 'What was asked for does not exist, or not any more.',
    why: [
      'The name is spelled otherwise, the person has renamed themselves, or the account is gone.',
      'Somebody else has ended the ban meanwhile, or a job or file was cleared away.',
    ],
    todo: [
      'Check the spelling, or search for a former name on Bans.',
      'Sync the channel: then the list says what is so.',
    ],
  },
  CONFLICT: {
    title: 'The state says no',
    what: 'What you wanted cannot be done to things as they are. Nothing was changed.',
    why: [
      'The person is already banned, or already free.',
      'You asked to end a timeout, but it is a ban, or the other way round: Modkeep never lifts a ban by “End timeout”.',
      'Something is already under way for this person or channel, and finishes first.',
      'An act can’t be undone because something newer happened since.',
      'The port of the server for OBS docks and programs is held by another program, maybe a second Modkeep.',
    ],
    todo: [
      'Look at the person: the row is renewed after every such answer.',
      'Use the button that is offered now, or wait a moment if something is under way.',
      'If it was about a port: close the other program and try again, or choose another port in Settings under Connection.',
    ],
  },
  RATE_LIMIT_EXCEEDED: {
    title: 'Too much at once',
    what: 'Either Twitch or one of your own brakes said: later. Nothing was changed.',
    why: [
      'Twitch lets each account ask about 800 times a minute, and each channel be acted on about 100 times in 30 seconds. Other tools of yours count too.',
      'A brake of Modkeep’s own is used up: they are listed under Limits and can be changed.',
      'A program on the dock socket sent more than 200 calls a second.',
    ],
    todo: [
      'Wait as long as the message says; bulk jobs and syncs wait by themselves.',
      'Look at the meter in the status bar. If it is always low, see which other tool uses the same account.',
      'If it was a brake: raise it, or take the profile that is not strict.',
    ],
    go: [['Limits', { settings: 'limits' }], HEALTH],
  },
  INTERNAL_ERROR: {
    title: 'A fault in Modkeep',
    what: 'Something happened that nobody foresaw. It was caught, and what was being written was taken back.',
    why: ['A mistake in the program. The message carries an id, and the log has the whole story under it.'],
    todo: ['Try once more.', 'If it stays: open the log, search for the id, and send the diagnostic report with it.'],
    go: [['Log', { screen: 'log' }], HEALTH, ['Feedback', { help: 'feedback' }]],
  },
  SERVICE_UNAVAILABLE: {
    title: 'Something needed is not there right now',
    what: 'Twitch answered with trouble of its own, or a part of Modkeep is not running.',
    why: [
      'Twitch’s servers answer 500 to 504: it is their trouble, and usually short.',
      'An answer got lost. Whether the act happened is then looked up, not guessed, and never sent twice.',
      'A file could not be written: the disk is full, or the folder is not yours.',
      'Dock keys are asked for and cannot be read: the system’s keychain does not answer.',
    ],
    todo: [
      'Wait a minute and try again. Modkeep itself keeps trying with growing pauses.',
      'If it lasts, see whether Twitch reports trouble.',
      'If it was about a file: make room, or choose another folder.',
    ],
    go: [STATUS, HEALTH],
  },
  INSUFFICIENT_SCOPES: {
    title: 'Twitch has not granted this',
    what: 'The account is signed in, but without the permission that this needs. The message names it.',
    why: ['It was left out at sign-in, or something new needs it.', 'The account signed in with another client id.'],
    todo: [
      'Press Reconnect: Modkeep asks Twitch for what is missing and keeps what was granted.',
      'What you wanted is done by itself afterwards.',
    ],
    go: [RECONNECT, ['What each permission is for', { help: 'scopes' }], HEALTH],
  },
  INVALID_BROADCASTER_ID: {
    title: 'No such channel, or not yours',
    what: 'Twitch does not know the channel, or does not let this account read it.',
    why: [
      'A channel’s id is a number. Names, addresses and ids of other sites are something else.',
      'Only the broadcaster’s own account may read a list of bans; a moderator’s may not.',
    ],
    todo: [
      'Add the channel by its name: Modkeep looks up the id.',
      'Sign in with the account that owns the channel if you want its list.',
    ],
    go: [RECONNECT, ['Two kinds of channels', { help: 'modes' }]],
  },
  TWITCH_AUTH_FAILED: {
    title: 'Twitch refuses the sign-in',
    what: 'The token that stands for your account does not hold any more, and could not be renewed.',
    why: [
      'You disconnected Modkeep on Twitch, changed your password, or Twitch ended all sessions.',
      'A sign-in that is not used for a month ends by itself.',
      'The client id was deleted or belongs to an application of type Confidential.',
    ],
    todo: [
      'Sign in again: it takes a short code and half a minute.',
      'If it comes back, look in Twitch’s list of connections whether Modkeep is there.',
      'Test the connection on Health: it says which of its two calls fails.',
    ],
    go: [RECONNECT, HEALTH, ['Connections on Twitch', { link: 'twitchConnections' }]],
  },
  TWITCH_API_ERROR: {
    title: 'Twitch answered with an error',
    what: 'Twitch understood and refused, with the number that the message shows.',
    why: [
      '400: it does not like the values. 403: the account may not. 404: no such thing. 409: somebody else did the same.',
      'Some people can’t be banned: the broadcaster, other moderators, Twitch’s staff.',
    ],
    todo: ['Read the sentence that Twitch gave.', 'If it is a 5xx again and again, see Twitch’s status and wait.'],
    go: [STATUS, HEALTH],
  },
  SYNC_TIMEOUT: {
    title: 'A sync took too long',
    what: 'Reading the whole list was stopped. What it had found is kept, and nobody was removed from the list.',
    why: [
      'The list is very long and Twitch is slow, or the network is.',
      'The machine went to sleep, or the disk is too slow to write.',
    ],
    todo: [
      'Sync again: a manual sync retries failed pages five times by itself.',
      'Look at “Answers to requests” and “Database writes” on Health to see which of the two is slow.',
    ],
    go: [HEALTH],
  },
  SITE_MODERATORS_READ_ONLY: {
    title: 'You can only look here',
    what: 'None of your accounts is broadcaster or moderator in this channel.',
    why: ['You were made a viewer again, or this channel was added only to watch it.'],
    todo: [
      'Ask the broadcaster to make you a moderator; Modkeep sees it at its next look.',
      'If you are one: sign in with that very account.',
    ],
    go: [RECONNECT, ['Two kinds of channels', { help: 'modes' }]],
  },
  FEATURE_DISABLED: {
    title: 'Acting is off',
    what: 'Modkeep reads and records, but changes nothing on Twitch.',
    why: [
      'The kill switch is on: somebody stopped everything at once.',
      'Acting was never turned on, or not in this channel, or the environment that Modkeep was started in forbids it.',
    ],
    todo: [
      'Turn acting on again in the status bar or under Acting. The kill switch goes before everything else.',
      'Where the environment decides, change `FEATURE_TWITCH_MODERATION` and restart.',
    ],
    go: [
      ['Acting', { settings: 'acting' }],
      ['The kill switch', { help: 'kill-switch' }],
    ],
  },
  OFFLINE: {
    title: 'No connection',
    what: 'Twitch, or Modkeep itself from this page, could not be reached.',
    why: [
      'The network is down, a firewall or a VPN stands in between, or a name can’t be resolved.',
      'Modkeep was closed while this page stayed open.',
    ],
    todo: ['Check the network with any other page.', 'Nothing is lost: the gap is recorded, and a full read ends it.'],
    go: [HEALTH, STATUS],
  },
  CANCELLED: {
    title: 'It was stopped',
    what: 'Somebody cancelled it, or Modkeep was closed before its end.',
    why: ['A job was cancelled in the bar at the bottom, the kill switch stopped it, or the app was quit.'],
    todo: ['Start it again if you still want it. What was done until then is done, and listed.'],
  },
  DATABASE_BUSY: {
    title: 'Another program holds the database',
    what: 'Modkeep’s file could not be opened or written, because somebody else has it.',
    why: [
      'Modkeep is already running on the same folder, perhaps as the other shell.',
      'A backup program, a sync folder or a database browser holds the file.',
    ],
    todo: [
      'Close the other one. Two Modkeeps need two folders: start one with `--data-dir`.',
      'Keep the data folder out of folders that are synchronised.',
    ],
    go: [HEALTH, ['Data', { settings: 'data' }]],
  },
  DATABASE_FULL: {
    title: 'The disk is full',
    what: 'Nothing more can be written, so Modkeep only reads. What was written before is safe. Looking and searching work; acts are refused before Twitch is asked, because they could not be written down.',
    why: [
      'The disk, or the part of it that you may use, has no room left.',
      'The database is write-protected, or the disk refuses to write for another reason.',
    ],
    todo: [
      'Make room. Backups and exports in the data folder may be moved elsewhere.',
      'Leave Modkeep open: it tries again every few seconds and goes on by itself. Bulk jobs and syncs under way wait for it.',
      'What is heard meanwhile waits in memory, up to 1,000 acts per channel. What is more than that, or comes while Modkeep is closed or cut off, is marked as a gap, and a full read brings the list up to date.',
    ],
    go: [['Data', { settings: 'data' }], HEALTH],
  },
  DATABASE_CORRUPT: {
    title: 'The database is damaged',
    what: 'The file could not be trusted. It was set aside, never deleted, and where there is a good copy, the newest took its place.',
    why: ['A failing disk, a crash of the system, or a program that changed the file from outside.'],
    todo: [
      'Look under Data which copy is in use and from when.',
      'Sync every channel: what Twitch still lists comes back.',
      'Have the disk checked. Keep the damaged file until you are sure.',
    ],
    go: [['Data', { settings: 'data' }], HEALTH],
  },
  DATABASE_NEWER: {
    title: 'Made by a newer Modkeep',
    what: 'This Modkeep is older than the database and leaves it alone.',
    why: ['An older version was installed over a newer one, or the folder came from another machine.'],
    todo: ['Install the newer version.', 'Or go back to a copy that was made before the update.'],
  },
};

export const ERROR_PAGES: readonly HelpPage[] = Object.entries(ERRORS).map(([code, page]) => ({
  id: code,
  group: 'Error codes',
  title: page.title,
  blocks: blocksOf(code, page),
}));

function blocksOf(code: string, { what, why, todo, go }: ErrorPage): readonly Block[] {
  return [
    { say: `\`${code}\`` },
    { head: 'What happened' },
    { say: what },
    { head: 'Why' },
    { list: why },
    { head: 'What to do' },
    { steps: todo },
    ...(go === undefined ? [] : [{ go }]),
  ];
}
