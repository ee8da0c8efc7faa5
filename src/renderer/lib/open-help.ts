// The way to a page of the help.
import { openScreen, type Store } from './store.ts';

/** An error's code is a page too; null = the list of pages, or the first one. */
export function openHelp(store: Store, helpPage: string | null): void {
  // On a narrow window the panel would cover it.
  store.setState({ helpPage, window: null, panel: null });
  openScreen(store, 'help');
}
