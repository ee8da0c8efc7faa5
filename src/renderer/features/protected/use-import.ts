// Sends a list of people piece by piece, first only to be looked at, then in earnest; adds up what the core says.
import { useRef, useState } from 'react';
import type { ImportProblem } from '../../../shared/contract/lists.ts';
import type { AppError } from '../../../shared/errors.ts';
import { cutList } from '../../lib/list-pieces.ts';
import { useServices } from '../../lib/services.tsx';

export interface ImportSum {
  readonly examined: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly problems: readonly ImportProblem[];
}

export type ImportState =
  | { readonly step: 'empty' }
  | { readonly step: 'sending'; readonly isDry: boolean; readonly done: number; readonly of: number }
  /** `failedAt`: the line before which everything was taken, and why not the rest. */
  | {
      readonly step: 'seen' | 'done';
      readonly sum: ImportSum;
      readonly failure: { readonly error: AppError; readonly line: number } | null;
    };

const NOTHING: ImportSum = { examined: 0, added: 0, updated: 0, unchanged: 0, problems: [] };

export interface Import {
  readonly state: ImportState;
  /** `place` null: everywhere. */
  send(text: string, place: string | null, isDry: boolean): Promise<void>;
  /** The text or the place has changed: what was seen of it holds no longer. */
  forget(): void;
}

export function useImport(): Import {
  const { bridge } = useServices();
  const [state, setState] = useState<ImportState>({ step: 'empty' });
  const run = useRef(0);

  async function send(text: string, place: string | null, isDry: boolean): Promise<void> {
    const mine = (run.current += 1);
    const { pieces, noteColumn } = cutList(text);
    const step = isDry ? 'seen' : 'done';
    let sum = NOTHING;
    for (const [index, piece] of pieces.entries()) {
      setState({ step: 'sending', isDry, done: index, of: pieces.length });
      const where = place === null ? {} : { channelId: place };
      const reply = await bridge.call('protected.import', { ...where, ...piece, noteColumn, dryRun: isDry });
      if (run.current !== mine) return;
      if (!reply.ok) return setState({ step, sum, failure: { error: reply.error, line: piece.firstLine } });
      sum = added(sum, reply.value);
    }
    setState({ step, sum, failure: null });
  }

  return {
    state,
    send,
    forget: () => {
      run.current += 1;
      setState({ step: 'empty' });
    },
  };
}

function added(one: ImportSum, other: ImportSum): ImportSum {
  return {
    examined: one.examined + other.examined,
    added: one.added + other.added,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
    problems: [...one.problems, ...other.problems],
  };
}
