// A process that does nothing but send to Discord what waits, made to be killed.
// Arguments: the folder with database and vault, the port of the simulated Discord, how fast time goes.
import { createDiscordWorld } from './discord.ts';
import { createFastClock } from './fast-clock.ts';

const [folder = '', port = '', speed = '1'] = process.argv.slice(2);
const world = createDiscordWorld(createFastClock(Number(speed)), Number(port), folder);
world.discord.follow();
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
