// The two commands of the README: `start` and `test`, from a bare clone. Plain Node 18 or newer, no dependency.
// Decides what is asked for; the work is in start.mjs and test.mjs.
import { parseStart, parseTest, START_HELP, TEST_HELP } from './flags.mjs';
import { Refusal, say } from './say.mjs';
import { start } from './start.mjs';
import { test } from './test.mjs';

const [command, ...words] = process.argv.slice(2);

try {
  process.exitCode = await run(command, words);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(`${error.code}: ${error.message}`);
  process.exitCode = error.exitCode;
}

async function run(name, args) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18)
    throw new Refusal(
      'SERVICE_UNAVAILABLE',
      `Modkeep needs Node 18 or newer to set itself up; this is ${process.version}.`,
    );
  if (name === 'start') {
    const flags = parseStart(args, process.env);
    return flags.isHelp ? show(START_HELP) : start(flags);
  }
  if (name === 'test') {
    const flags = parseTest(args);
    return flags.isHelp ? show(TEST_HELP) : test(flags);
  }
  throw new Refusal('INVALID_REQUEST', 'Say `npm start` or `npm test`.', 2);
}

function show(text) {
  process.stdout.write(text);
  return 0;
}
