// The reasons that the composer offers: one per line, saved when the field is left.
import { useState } from 'react';
import { useApp } from '../../lib/services.tsx';
import { useSetSettings } from './use-settings.ts';

const MOST = 50;
const LONGEST = 500;

export function ReasonsForm() {
  const set = useSetSettings();
  const saved = useApp((state) => state.settings?.reasonPresets) ?? [];
  const [text, setText] = useState<string | null>(null);
  const lines = [
    ...new Set(
      (text ?? saved.join('\n'))
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ];
  const problem =
    lines.length > MOST
      ? `At most ${MOST} reasons.`
      : lines.some((line) => line.length > LONGEST)
        ? `A reason can hold ${LONGEST} characters.`
        : null;
  const save = async (): Promise<void> => {
    if (text === null || problem !== null) return;
    if (await set({ reasonPresets: lines })) setText(null);
  };
  return (
    <div className="w-full">
      <textarea
        aria-label="Reasons, one per line"
        aria-invalid={problem !== null}
        rows={5}
        value={text ?? saved.join('\n')}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => void save()}
        className="block w-full resize-y rounded-md border border-line bg-s1 px-2.5 py-1.5 hover:border-edge aria-invalid:border-danger"
      />
      {problem !== null && (
        <p role="alert" className="pt-1 text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
