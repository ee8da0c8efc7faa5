// Leads to Activity, narrowed to what another screen counted.
import { EVERYTHING, type RecordFilter } from './record-filter.ts';
import { openScreen, type Store } from './store.ts';

/** What Activity is to be narrowed to. `channelId` null = every channel; `kinds` are the words of its chips. */
export interface ActivityWish {
  readonly channelId: string | null;
  readonly kinds?: readonly string[];
  readonly search?: string;
  readonly filter?: Partial<RecordFilter>;
}

/** Activity, narrowed to this and nothing else. */
export function openActivity(store: Store, { channelId, kinds = [], search = '', filter }: ActivityWish): void {
  store.setState((state) => ({
    ...(channelId === null ? { isEverywhere: true } : { channelId, isEverywhere: false }),
    panel: null,
    activityKinds: kinds,
    records: { ...state.records, activity: { ...EVERYTHING, ...filter } },
    search: { ...state.search, activity: search },
  }));
  openScreen(store, 'activity');
}
