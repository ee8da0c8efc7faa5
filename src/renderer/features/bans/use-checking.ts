// Ticking rows: one at a time, or a range from the last one ticked, as far as its rows are loaded.
import { useCallback, useRef } from 'react';
import type { BanView } from '../../../shared/model.ts';
import { useServices } from '../../lib/services.tsx';
import { rowAt, type BanPages } from './ban-pages.ts';

export function useChecking(held: BanPages): (ban: BanView, index: number, isRange: boolean) => void {
  const { store } = useServices();
  const anchor = useRef(0);
  const rows = useRef(held);
  rows.current = held;
  return useCallback(
    (ban, index, isRange) => {
      const checked = new Map(store.getState().checked);
      if (isRange) {
        const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
        for (let at = from; at <= to; at += 1) {
          const row = rowAt(rows.current, at);
          if (row !== null) checked.set(row.userId, row.username);
        }
      } else if (!checked.delete(ban.userId)) checked.set(ban.userId, ban.username);
      anchor.current = index;
      store.setState({ checked });
    },
    [store],
  );
}
