// What the command line asks for, checked before anything is installed. Pure: no files, no processes.
import { resolve } from 'node:path';
import { Refusal } from './say.mjs';

export const START_HELP = `npm start -- [flags]

  --demo              a lively channel from a built-in Twitch, no account needed; own data folder
  --browser           use the browser shell even where the desktop shell would open
  --data-dir DIR      keep the data in DIR
  --twitch-port N     talk to a Twitch-shaped server on this machine instead of Twitch
  --keep-signed-in    keep tokens in a file only you can read, where the system has no better place

  For the browser shell (each of them chooses it):
  --no-open           do not open a browser
  --port N            listen on this port; 0 takes any free one
  --json              one line of JSON with the address on stdout, everything else on stderr
`;

export const TEST_HELP = `npm test [-- suites…]

  Suites: check, unit, e2e. Without a name all of them run. The last line is \`N passed, N failed\`.
`;

export const LONG_HELP = `npm run test:long -- [flags]

  Without a flag every part runs that fits into an hour on two cores. What each came to is kept in results/long/.

  --only NAMES        only these parts, with commas between; the rest of the table is from earlier runs
  --resume            leave out what has passed already
  --lanes N           how many parts run at once (two)
  --table             run nothing, show the scorecard of what is kept
  --readme            put it into the README, too
  --list              the parts

`;

const SWITCHES = {
  '--demo': 'isDemo',
  '--browser': 'isBrowser',
  '--no-open': 'isQuiet',
  '--keep-signed-in': 'keepSignedIn',
  '--json': 'isJson',
};
const VALUES = { '--data-dir': 'dataDir', '--port': 'port', '--twitch-port': 'twitchPort' };
export const SUITES = ['check', 'unit', 'e2e'];

/**
 * Reads the words after `npm start --`. Returns `{isHelp, isBrowser, forApp, forDesktop}`: the words to hand on to
 * either shell. Throws INVALID_REQUEST (exit code 2) for anything unknown, missing or out of range.
 */
export function parseStart(words, environment = {}) {
  refuseSwallowed(environment);
  const found = {};
  for (let index = 0; index < words.length; index += 1) {
    const [name, joined] = splitWord(words[index]);
    if (name === '--help' || name === '-h') return { isHelp: true };
    if (!(name in SWITCHES) && !(name in VALUES)) throw invalid(unknownWord(name));
    if (name in found) throw invalid(`${name} is given twice.`);
    if (name in SWITCHES) {
      if (joined !== undefined) throw invalid(`${name} takes no value.`);
      found[name] = true;
    } else {
      found[name] = checkValue(name, joined ?? words[(index += 1)], environment.INIT_CWD);
    }
  }
  if ('--demo' in found && '--twitch-port' in found) {
    throw invalid('--demo brings its own Twitch: leave --twitch-port out.');
  }
  const isBrowser = ['--browser', '--no-open', '--port', '--json'].some((name) => name in found);
  return { isHelp: false, isBrowser, forApp: handOn(found, () => true), forDesktop: handOn(found, isForDesktop) };
}

/** Reads the words after `npm test --`. Returns `{isHelp, suites}`. */
export function parseTest(words) {
  if (words.includes('--help') || words.includes('-h')) return { isHelp: true };
  const stranger = words.find((word) => !SUITES.includes(word));
  if (stranger !== undefined) throw invalid(`There is no suite "${stranger}": choose from ${SUITES.join(', ')}.`);
  return { isHelp: false, suites: words.length === 0 ? SUITES : SUITES.filter((suite) => words.includes(suite)) };
}

/**
 * Reads the words after `npm run test:long --`; `names` are the parts there are. Returns `{isHelp, isList, isTable,
 * isReadme, isResumed, only, lanes}`, `only` being null for all. Throws INVALID_REQUEST for anything else.
 */
export function parseLong(words, names) {
  const flags = {
    isHelp: false,
    isList: false,
    isTable: false,
    isReadme: false,
    isResumed: false,
    only: null,
    lanes: 2,
  };
  const switches = {
    '--help': 'isHelp',
    '-h': 'isHelp',
    '--list': 'isList',
    '--table': 'isTable',
    '--readme': 'isReadme',
    '--resume': 'isResumed',
  };
  for (let index = 0; index < words.length; index += 1) {
    const [name, joined] = splitWord(words[index]);
    const value = () => joined ?? words[(index += 1)] ?? '';
    if (name in switches && joined === undefined) flags[switches[name]] = true;
    else if (name === '--only') flags.only = value().split(',');
    else if (name === '--lanes') flags.lanes = Number(value());
    else throw invalid(`"${words[index].slice(0, 40)}" is not a flag; see \`npm run test:long -- --help\`.`);
  }
  const stranger = flags.only?.find((name) => !names.includes(name));
  if (stranger !== undefined) throw invalid(`There is no part "${stranger}": choose from ${names.join(', ')}.`);
  if (!Number.isInteger(flags.lanes) || flags.lanes < 1 || flags.lanes > 16)
    throw invalid('--lanes needs a number from 1 to 16.');
  return flags;
}

/** `npm start --demo` without the bare `--` never reaches us as a word: npm takes it for a setting of its own. */
function refuseSwallowed(environment) {
  const taken = ['demo', 'data_dir', 'twitch_port', 'keep_signed_in'].find((name) => environment[`npm_config_${name}`]);
  if (taken === undefined) return;
  const flag = `--${taken.replaceAll('_', '-')}`;
  throw invalid(`npm kept ${flag} for itself: write \`npm start -- ${flag}\`, with the two dashes in between.`);
}

function splitWord(word) {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function checkValue(name, value, from = '.') {
  if (value === undefined || value === '' || value.startsWith('--')) throw invalid(`${name} needs a value.`);
  // npm runs scripts in the project's folder and keeps the caller's in INIT_CWD.
  if (name === '--data-dir') return resolve(from, value);
  const lowest = name === '--port' ? 0 : 1;
  const number = /^\d{1,5}$/.test(value) ? Number(value) : -1;
  if (number < lowest || number > 65_535) {
    throw invalid(`${name} needs a number from ${lowest} to 65535, not "${value.slice(0, 40)}".`);
  }
  return String(number);
}

function handOn(found, isWanted) {
  return Object.entries(found)
    .filter(([name]) => name !== '--browser' && isWanted(name))
    .flatMap(([name, value]) => (value === true ? [name] : [name, value]));
}

function isForDesktop(name) {
  return !['--no-open', '--port', '--json'].includes(name);
}

function unknownWord(name) {
  const shown = name.slice(0, 40);
  return name.startsWith('-')
    ? `There is no flag ${shown}; see \`npm start -- --help\`.`
    : `"${shown}" is not a flag; see \`npm start -- --help\`.`;
}

function invalid(sentence) {
  return new Refusal('INVALID_REQUEST', sentence, 2);
}
