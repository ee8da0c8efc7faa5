// A crowd of people who cost nothing until somebody looks: person number i is computed from the seed.
// Ids rise with the index and grow from 8 to 10 digits, so numeric and string order differ.
import { mix } from './random.ts';
import { compareIds, type User } from './types.ts';
import { DISPLAY_STEMS, NAME_STEMS } from './words.ts';

export interface Crowd {
  readonly size: number;
  idAt(index: number): string;
  userAt(index: number): User;
  /** -1 when nobody of the crowd has this id. */
  indexOfId(id: string): number;
  indexOfLogin(login: string): number;
  /** The first index whose id is greater than `id`. */
  firstAfter(id: string): number;
}

const FIRST_ID = 20_000_000;
const STEP = 1_500;

/** A crowd of `size` people. Deterministic in (seed, size); constant memory. */
export function createCrowd(seed: number, size: number): Crowd {
  const idAt = (index: number): string => String(FIRST_ID + index * STEP + (mix(seed, index) % STEP));
  const guess = (id: string): number => Math.floor((Number(id) - FIRST_ID) / STEP);
  const userAt = (index: number): User => {
    const bits = mix(seed ^ 0x51ed270b, index);
    const stem = NAME_STEMS[bits % NAME_STEMS.length] ?? 'someone';
    const login = `${stem}${index}`;
    return { id: idAt(index), login, displayName: displayName(login, bits >>> 8) };
  };
  const indexOfId = (id: string): number => {
    const index = guess(id);
    return index >= 0 && index < size && idAt(index) === id ? index : -1;
  };
  return {
    size,
    idAt,
    userAt,
    indexOfId,
    indexOfLogin: (login) => {
      const digits = /\d+$/.exec(login)?.[0];
      if (!digits) return -1;
      const index = Number(digits);
      return index < size && userAt(index).login === login ? index : -1;
    },
    firstAfter: (id) => {
      const index = guess(id);
      if (index < 0) return 0;
      if (index >= size) return size;
      return compareIds(idAt(index), id) > 0 ? index : index + 1;
    },
  };
}

function displayName(login: string, bits: number): string {
  if (bits % 10 === 0) return DISPLAY_STEMS[(bits >>> 4) % DISPLAY_STEMS.length] ?? login;
  if (bits % 10 < 5) return login;
  return login.replace(/(^|_)[a-z]/g, (letter) => letter.toUpperCase());
}
