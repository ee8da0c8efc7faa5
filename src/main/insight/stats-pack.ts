// One day of one channel in as few bytes as adding up needs: 18 an entry, column by column, in the byte order of every
// machine Modkeep runs on. Pure.
import { DAY_MS } from '../lib/time.ts';
import { VAGUE, type Act, type DayColumns, type Tally } from './stats-tally.ts';
import { SLOT_MS } from '../lib/zone.ts';

const BYTES = 18;
/** `acts` of one UTC day. */
export function packActs(acts: readonly Act[]): Uint8Array {
  const count = acts.length;
  const bytes = new Uint8Array(count * BYTES);
  const { people, moderators, reasons, seconds, slots, kinds } = columnsOf(bytes.buffer, count);
  for (const [index, act] of acts.entries()) {
    people[index] = act.person;
    moderators[index] = act.moderator;
    reasons[index] = act.reason;
    seconds[index] = act.seconds;
    slots[index] = Math.floor((act.at % DAY_MS) / SLOT_MS);
    kinds[index] = act.kind + (act.isVague ? VAGUE : 0);
  }
  return bytes;
}

/** Adds what `packActs` made of the UTC day `day` to `tally`; moments are those of their quarter of an hour. */
export function addPacked(packed: Uint8Array, day: number, tally: Tally): void {
  const count = Math.floor(packed.byteLength / BYTES);
  // Numbers of four bytes may not stand anywhere: then a copy does.
  const isInPlace = packed.byteOffset % 4 === 0 && packed.buffer instanceof ArrayBuffer;
  const bytes = isInPlace ? packed : new Uint8Array(packed);
  tally.addDay(day, count, columnsOf(bytes.buffer as ArrayBuffer, count, bytes.byteOffset));
}

function columnsOf(buffer: ArrayBuffer, count: number, from = 0): DayColumns {
  return {
    people: new Uint32Array(buffer, from, count),
    moderators: new Uint32Array(buffer, from + count * 4, count),
    reasons: new Uint32Array(buffer, from + count * 8, count),
    seconds: new Int32Array(buffer, from + count * 12, count),
    slots: new Uint8Array(buffer, from + count * 16, count),
    kinds: new Uint8Array(buffer, from + count * 17, count),
  };
}
