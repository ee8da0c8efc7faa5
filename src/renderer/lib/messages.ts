// The one table from an error code to words for a person: what happened, and what to do next.
import { assertNever, type AppError, type ErrorDetails } from '../../shared/errors.ts';
import { brakeTitle } from './brakes.ts';
import { formatCount, formatDuration } from './format.ts';

export interface Message {
  readonly title: string;
  readonly text: string;
  /** What the person can do now; empty when there is nothing to do. */
  readonly todo: string;
}

/** Words for `error`; `who` is the name of the person it was about, if it was about one. */
export function describeError(error: AppError, who = 'this person'): Message {
  switch (error.code) {
    case 'INVALID_REQUEST':
      return invalid(error.details, error.error, who);
    case 'UNAUTHORIZED':
      return say('Not signed in', 'Twitch does not know this sign-in any more.', 'Sign in again in Settings.');
    case 'FORBIDDEN':
      return error.details.reason === 'port'
        ? say('Not on that port', error.error, 'Choose another port.')
        : say('Not allowed', error.error, 'Ask the owner of this installation for the right.');
    case 'NOT_FOUND':
      return say('Not found', error.error, 'Check the spelling of the name.');
    case 'CONFLICT':
      return conflict(error.details.reason, who, error.error);
    case 'RATE_LIMIT_EXCEEDED':
      return rateLimit(error.details.retry_after, error.details.brake);
    case 'INTERNAL_ERROR':
      return say(
        'Something went wrong inside Modkeep',
        `The log has it as ${error.details.id}.`,
        'Try again; if it stays, send the log.',
      );
    case 'SERVICE_UNAVAILABLE':
      if (error.details.reason === 'no_dock')
        return say('Not to be had now', error.error, 'Settings → Connection says how the server for docks stands.');
      if (error.details.reason === 'disk_full')
        return say(
          'The disk is full',
          'The file was not written; nothing of it is left.',
          'Make room, then try again.',
        );
      if (error.details.reason === 'not_writable')
        return say('That folder cannot be written to', error.error, 'Choose another folder.');
      return unavailable(error.details.reason);
    case 'INSUFFICIENT_SCOPES':
      return say(
        'A permission is missing',
        `Twitch asks for ${error.details.required_scopes.join(', ')}.`,
        'Sign in again to grant it.',
      );
    case 'INVALID_BROADCASTER_ID':
      return say('Unknown channel', `Twitch does not know the channel ${error.details.provided}.`, '');
    case 'TWITCH_AUTH_FAILED':
      return say('Twitch refused the sign-in', 'The sign-in ended or was revoked.', 'Sign in again in Settings.');
    case 'TWITCH_API_ERROR':
      return say(
        'Twitch refused',
        `${error.error} Its answer had the number ${error.details.status}.`,
        'Nothing was changed.',
      );
    default:
      return describeLocal(error, who);
  }
}

type LocalError = Extract<
  AppError,
  {
    code:
      | 'SYNC_TIMEOUT'
      | 'SITE_MODERATORS_READ_ONLY'
      | 'FEATURE_DISABLED'
      | 'OFFLINE'
      | 'CANCELLED'
      | `DATABASE_${string}`;
  }
>;

function describeLocal(error: LocalError, who: string): Message {
  if ('happened' in error.details)
    return say(
      'Done on Twitch, but not written down',
      'Modkeep could not save it: the disk is full or the database is held.',
      'Do not repeat it. Free some space; list and history then catch up by themselves.',
    );
  switch (error.code) {
    case 'SYNC_TIMEOUT':
      return say(
        'The sync took too long',
        `It was stopped after ${formatDuration(error.details.duration_ms / 1000)}.`,
        'What it found is kept. Sync again.',
      );
    case 'SITE_MODERATORS_READ_ONLY':
      return say(
        'Read only here',
        'You are neither broadcaster nor moderator in this channel.',
        `Ask its broadcaster to act on ${who}.`,
      );
    case 'FEATURE_DISABLED':
      return disabled(error.details.reason);
    case 'OFFLINE':
      return offline(error.details.reason);
    case 'CANCELLED':
      return say('Cancelled', 'It was stopped before the end.', '');
    case 'DATABASE_BUSY':
      return say('The database is busy', 'Another program holds it.', 'Close the other program and try again.');
    case 'DATABASE_FULL':
      return say(
        'The disk is full',
        'Modkeep could not write.',
        'Free some space: it goes on by itself, and nothing written before is lost.',
      );
    case 'DATABASE_CORRUPT':
      return say(
        'The database is damaged',
        'Modkeep put the damaged file aside and deleted nothing.',
        'Open Settings for where it is kept.',
      );
    case 'DATABASE_NEWER':
      return say(
        'Made by a newer Modkeep',
        `The database has version ${error.details.found}; this Modkeep knows ${error.details.known}.`,
        'Update Modkeep.',
      );
    default:
      return assertNever(error);
  }
}

function say(title: string, text: string, todo: string): Message {
  return { title, text, todo };
}

/** A lost answer leaves open whether it happened; trouble at Twitch does not. */
function unavailable(reason: string | undefined): Message {
  return reason === 'outcome_unknown'
    ? say(
        'Not known',
        'Twitch gave no answer; whether it happened is not known.',
        'Try again: “already banned” then means that it was done.',
      )
    : say('Twitch does not answer', 'Its servers report trouble.', 'Nothing was changed. Try again in a minute.');
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  reason: 'The reason can hold up to 500 characters.',
  'user.login': 'A Twitch login has letters a–z, digits and _, up to 25 of them.',
  twitchClientId: 'A Twitch client id has 10 to 60 lower-case letters and digits.',
  durationSeconds: 'A timeout lasts between 1s and 14d.',
};

/** Why somebody cannot be made a moderator; the rest speaks for itself. */
function unfit(reason: string | undefined, who: string): Message | null {
  switch (reason) {
    case 'already_moderator':
      return say(
        'Already a moderator',
        `${who} moderates this channel already.`,
        'The list shows it at its next check.',
      );
    case 'vip':
      return say('A VIP', `${who} is a VIP here, and Twitch makes nobody both.`, 'Remove the VIP on Twitch first.');
    case 'banned':
      return say('Banned or timed out', `${who} is banned or timed out here.`, 'End that first.');
    default:
      return null;
  }
}

function invalid({ field, reason }: ErrorDetails['INVALID_REQUEST'], sentence: string, who: string): Message {
  const known = unfit(reason, who);
  if (known !== null) return known;
  return say('That cannot be sent', FIELD_WORDS[field ?? ''] ?? sentence, 'Change it and try again.');
}

function conflict(
  reason: Extract<AppError, { code: 'CONFLICT' }>['details']['reason'],
  who: string,
  sentence: string,
): Message {
  switch (reason) {
    case 'already_banned':
      return say('Already banned', `Twitch says ${who} is already banned. The list now shows it.`, '');
    case 'not_banned':
      return say('Nothing to end', `Twitch says ${who} is neither banned nor timed out. The list now shows it.`, '');
    case 'busy':
      return say('Still busy', `Something is already under way for ${who}.`, 'Wait a moment and try again.');
    case 'is_timeout':
      return say('This is a timeout', `${who} is timed out, not banned. Nothing was changed.`, 'Use “End timeout”.');
    case 'is_ban':
      return say('This is a ban', `${who} is banned, not timed out. Nothing was changed.`, 'Use “Unban”.');
    case 'unknown_state':
      return say('Not known', `Twitch does not say whether ${who} is banned or timed out.`, '');
    case 'duplicate':
      return say('Already done', 'This very act was sent before; it was not repeated.', '');
    case 'moved_on':
      return say('Cannot be undone', sentence, '');
    case 'port_taken':
      return say('The port is taken', sentence, 'Close that program and try again, or choose another port.');
    default:
      return assertNever(reason);
  }
}

function rateLimit(retryAfter: number, brake: string | undefined): Message {
  const wait = retryAfter > 0 ? `Free again in ${formatDuration(Math.ceil(retryAfter))}.` : 'Free again in a moment.';
  return brake === undefined
    ? say('Twitch asks to slow down', wait, 'Nothing was changed. Try again then.')
    : say('Your own brake stopped this', wait, `The limit is yours: “${brakeTitle(brake)}”, in Settings under Limits.`);
}

function disabled(reason: Extract<AppError, { code: 'FEATURE_DISABLED' }>['details']['reason']): Message {
  switch (reason) {
    case 'kill_switch':
      return say(
        'Everything is stopped',
        'The kill switch is on, so Modkeep only reads.',
        'Turn acting on again in the status bar.',
      );
    case 'flag_off':
      return say(
        'Modkeep only reads',
        'Acting on Twitch is not turned on.',
        'Turn on “Let Modkeep act on Twitch” in Settings.',
      );
    case 'channel_off':
      return say(
        'Not in this channel',
        'Acting is not turned on for this channel.',
        'Turn it on in Settings under Acting.',
      );
    case 'demo_only':
      return say('Only in the demo', 'This exists only with the simulated Twitch.', '');
    default:
      return assertNever(reason);
  }
}

/** A cut line to Modkeep itself leaves an act's outcome open; a cut line to Twitch does not. */
function offline(reason: string | undefined): Message {
  return reason === 'modkeep'
    ? say(
        'Connection to Modkeep lost',
        'Whether this was done is not known yet.',
        'The list will show it after reconnecting.',
      )
    : say(
        'No connection',
        'Twitch cannot be reached from here.',
        'Nothing was changed. Check the network and try again.',
      );
}

/** Everything in one line, for places without a headline of their own. */
export function fullLine(message: Message): string {
  return `${message.title}. ${oneLine(message)}`;
}

/** The sentence for a failed act's toast: text and what to do, in one line. */
export function oneLine(message: Message): string {
  return message.todo === '' ? message.text : `${message.text} ${message.todo}`;
}

/** `412 of about 1 204`, or `412` when the total is not known. */
export function describeProgress(done: number, total: number | null, isExact: boolean): string {
  if (total === null) return formatCount(done);
  return `${formatCount(done)} of ${isExact ? '' : 'about '}${formatCount(Math.max(total, done))}`;
}
