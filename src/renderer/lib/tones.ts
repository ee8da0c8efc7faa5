// Short tones, made on the spot: no file, nothing from outside. One for what happened, one for what needs a look, one for
// what must not wait.
import type { Severity } from '../../shared/notice.ts';

export interface Tones {
  /** `volume` from 0 to 100. False where the browser makes no sound before somebody has clicked into the page. */
  play(severity: Severity, volume: number): Promise<boolean>;
}

/** Pitches in Hz, one after the other. */
const PITCHES: Readonly<Record<Severity, readonly number[]>> = {
  info: [660, 880],
  warning: [587, 587],
  danger: [880, 622, 880],
};
const NOTE_SECONDS = 0.14;
/** At full volume a tone is still softer than a stream. */
const LOUDEST = 0.35;

export function createTones(open: () => AudioContext = () => new AudioContext()): Tones {
  let context: AudioContext | null = null;
  return {
    async play(severity, volume) {
      if (volume <= 0) return true;
      context ??= open();
      // A page that nobody has clicked into keeps its context asleep, and may never wake it.
      if (context.state !== 'running') await Promise.race([context.resume(), pause(300)]);
      if (context.state !== 'running') return false;
      const from = context.currentTime + 0.02;
      PITCHES[severity].forEach((pitch, index) => note(context!, pitch, from + index * NOTE_SECONDS, volume));
      return true;
    },
  };
}

function note(context: AudioContext, pitch: number, at: number, volume: number): void {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = 'sine';
  tone.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime((LOUDEST * volume) / 100, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS);
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
