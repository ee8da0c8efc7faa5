// What a browser page says that was not let in: no key, an old key, or too many wrong ones.
import { KeyRound } from 'lucide-react';
import { Empty } from '../../ui/marks.tsx';

const WORDS = {
  keyless: {
    title: 'This page needs its key',
    text: 'Open Modkeep by the address that it printed when it started. The part after # is the key.',
  },
  refused: {
    title: 'This key does not fit any more',
    text: 'Modkeep was started anew or the key was taken back. Open the address that it prints now.',
  },
  locked: {
    title: 'Too many wrong keys',
    text: 'Modkeep lets nobody in for a minute. This page tries again by itself.',
  },
} as const;

export function NoEntry({ why }: { readonly why: keyof typeof WORDS }) {
  const { title, text } = WORDS[why];
  return (
    <main className="grid h-full place-items-center" role="alert">
      <Empty icon={<KeyRound size={20} />} title={title}>
        <p>{text}</p>
      </Empty>
    </main>
  );
}
