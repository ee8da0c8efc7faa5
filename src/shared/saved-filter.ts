// A filter of Audit or Activity as it is kept under a name. No zod: the page uses it.
import type { AuditAction } from './model.ts';

/** What Audit or Activity is narrowed to. Days are local, `2026-11-17`, both included; `since` is a moment;
 `weekHour` is a local hour of the week, Monday 0 h = 0, for Activity alone. */
export interface SavedFilter {
  readonly screen: 'audit' | 'activity';
  readonly name: string;
  readonly filter: {
    readonly moderator: { readonly id: string; readonly name: string } | null;
    readonly target: { readonly id: string; readonly name: string } | null;
    readonly channelId: string | null;
    readonly actions: readonly AuditAction[];
    readonly from: string | null;
    readonly to: string | null;
    readonly since: string | null;
    readonly weekHour: number | null;
    /** The moments between which a stream ran, for Activity alone. */
    readonly stream: { readonly from: string; readonly to: string } | null;
  };
}
