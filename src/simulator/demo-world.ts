// The demo's people: a lively channel, its moderators, two more channels that its owner moderates. All invented.
import { generateBans } from './generated.ts';
import { CHAT_LINES, UNBAN_PLEAS } from './words.ts';
import type { Channel } from './channels.ts';
import type { Simulator } from './simulator.ts';
import type { RawExpiry, User } from './types.ts';
import type { PopulatedWorld } from './worlds.ts';

const OWNER: User = { id: '132954738', login: 'pepperquill', displayName: 'Pepperquill' };
const OTHERS: readonly User[] = [
  { id: '88214407', login: 'brineharbor', displayName: 'BrineHarbor' },
  { id: '401773920', login: 'kumonoradio', displayName: '雲のラジオ' },
];
const MODERATORS: readonly [login: string, displayName: string][] = [
  ['nightjar_ann', 'Nightjar_Ann'],
  ['tobiasvolt', 'TobiasVolt'],
  ['mizuki_mod', 'みずき'],
  ['oldsaltpete', 'OldSaltPete'],
  ['zorayda', 'Zorayda'],
  ['quietfern', 'quietfern'],
  ['lukaszek_m', 'Łukaszek'],
  ['hanaboram', '하나보람'],
  ['sternenkind', 'Sternenkind'],
  ['ravi_reads', 'Ravi_Reads'],
  ['bluebolt_bot', 'BlueBoltBot'],
  ['marisol_99', 'Marisol_99'],
];

/** One person per way in which Twitch or its clients have been seen or feared to write an expiry. */
const SHAPES: readonly { login: string; displayName: string; raw: RawExpiry; seconds?: number; reason: string }[] = [
  { login: 'nullbert_q', displayName: 'Nullbert_Q', raw: { value: null }, reason: 'Ban evasion: second account' },
  { login: 'emptystring_ed', displayName: 'EmptyString_Ed', raw: { value: '' }, reason: 'Selling followers' },
  { login: 'year_one_yara', displayName: 'Year_One_Yara', raw: { value: '0001-01-01T00:00:00Z' }, reason: 'Hate raid' },
  { login: 'foreverfritz', displayName: 'ForeverFritz', raw: { value: '9999-12-31T23:59:59Z' }, reason: 'Threats' },
  {
    login: 'strangedate_sam',
    displayName: 'StrangeDate_Sam',
    raw: { value: '2026-02-30T25:61:00' },
    reason: 'Spam bot',
  },
];

/** Fills the demo world: about 1 200 bans, all raw shapes, open unban requests, some chat. */
export function fillDemo(simulator: Simulator): PopulatedWorld {
  const { users, channels, crowd, clock, seed } = simulator;
  const moderators = MODERATORS.map(([login, displayName], index) => ({
    id: String(51_200_417 + index * 7_310_203),
    login,
    displayName,
  }));
  for (const user of [OWNER, ...OTHERS, ...moderators]) users.put(user);
  const moderatorIds = moderators.map((user) => user.id);
  const open = (owner: User, size: number, from: number, to: number): Channel => {
    const ids = moderatorIds.slice(from, to);
    const base = generateBans({ crowd, seed: seed ^ Number(owner.id), size, now: clock.now(), moderatorIds: ids });
    const channel = channels.open(owner.id, base);
    for (const id of ids) channel.moderators.add(id);
    return channel;
  };
  const own = open(OWNER, 1_190, 0, 12);
  for (const [index, other] of OTHERS.entries())
    open(other, 140 + index * 70, index * 4, index * 4 + 5).moderators.add(OWNER.id);
  own.liveSince = wholeSecond(clock.now() - 5_400_000);
  addShapes(simulator, own, moderatorIds);
  addTimeouts(simulator, own, moderatorIds);
  addRequests(simulator, own, moderatorIds);
  const regulars = Array.from({ length: 60 }, (_, index) => crowd.userAt(5_000 + index * 37));
  for (const user of regulars.slice(0, 12)) {
    simulator.requests.say({ channelId: own.id, userId: user.id, text: simulator.random.pick(CHAT_LINES) });
  }
  simulator.journal.clear();
  return { summary: { broadcaster: OWNER, moderators, moderated: OTHERS }, regulars };
}

function addShapes(simulator: Simulator, channel: Channel, moderatorIds: readonly string[]): void {
  const now = simulator.clock.now();
  for (const [index, shape] of SHAPES.entries()) {
    const user: User = { id: String(730_118_204 + index * 991), login: shape.login, displayName: shape.displayName };
    simulator.users.put(user);
    const moderatorId = moderatorIds[index] ?? channel.id;
    const createdAt = wholeSecond(now - (index + 2) * 86_400_000);
    channel.bans.put({ userId: user.id, createdAt, expiresAt: null, reason: shape.reason, moderatorId });
    channel.rawExpiry.set(user.id, shape.raw);
  }
}

/** Timeouts that end within the next minutes, so that somebody who looks sees them run out. */
function addTimeouts(simulator: Simulator, channel: Channel, moderatorIds: readonly string[]): void {
  for (const [index, seconds] of [45, 90, 150, 240, 420, 600, 1_200, 3_600].entries()) {
    const createdAt = wholeSecond(simulator.clock.now() - index * 20_000);
    channel.bans.put({
      userId: simulator.crowd.idAt(3_000 + index * 11),
      createdAt,
      expiresAt: createdAt + index * 20_000 + seconds * 1000,
      reason: 'Please calm down',
      moderatorId: moderatorIds[index] ?? channel.id,
    });
  }
}

function addRequests(simulator: Simulator, channel: Channel, moderatorIds: readonly string[]): void {
  const { requests, clock, crowd, random } = simulator;
  for (let index = 0; index < 9; index += 1) {
    const request = requests.create({
      channelId: channel.id,
      userId: crowd.idAt(40 + index * 113),
      text: random.pick(UNBAN_PLEAS),
      createdAt: wholeSecond(clock.now() - (index + 1) * 5_400_000),
    });
    // The last ones were answered already.
    if (index < 6) continue;
    const moderatorId = moderatorIds[index] ?? channel.id;
    requests.resolve({
      channelId: channel.id,
      moderatorId,
      requestId: request.id,
      isApproved: index === 8,
      text: 'Decided in the mod meeting',
    });
  }
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
