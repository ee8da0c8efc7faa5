// The doubles of what surrounds a window: displays, dialogs, menu, power, theme, clipboard, the system browser.
import { EventEmitter } from 'node:events';
import type {
  Dialog,
  Display,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeTheme,
  Rectangle,
  SaveDialogOptions,
  Screen,
  Shell,
} from 'electron';

export class ScreenDouble extends EventEmitter implements Pick<Screen, 'getAllDisplays'> {
  workAreas: readonly Rectangle[] = [{ x: 0, y: 0, width: 1_920, height: 1_040 }];
  readonly #isReady: () => boolean;

  constructor(isReady: () => boolean) {
    super();
    this.#isReady = isReady;
  }

  getAllDisplays(): Display[] {
    if (!this.#isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    return this.workAreas.map((workArea, id) => ({ id, workArea, bounds: workArea }) as Display);
  }
}

export class DialogDouble implements Pick<Dialog, 'showErrorBox'> {
  /** Index of the button that the next message box is answered with; null leaves it open. */
  answer: number | null = 0;
  readonly shown: MessageBoxOptions[] = [];
  readonly errors: { readonly title: string; readonly content: string }[] = [];
  /** What was asked for each file to be saved. */
  readonly saves: SaveDialogOptions[] = [];
  /** The file that the next question for one is answered with; null = none is chosen. */
  chosen: string | null = null;

  async showMessageBox(...args: readonly unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    this.shown.push(args.at(-1) as MessageBoxOptions);
    if (this.answer === null) await new Promise<never>(() => undefined);
    return { response: this.answer ?? 0, checkboxChecked: false };
  }

  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    return { canceled: this.chosen === null, filePaths: this.chosen === null ? [] : [this.chosen] };
  }

  async showSaveDialog(options: SaveDialogOptions): Promise<{ canceled: boolean; filePath: string }> {
    this.saves.push(options);
    return { canceled: this.chosen === null, filePath: this.chosen ?? '' };
  }

  showErrorBox(title: string, content: string): void {
    this.errors.push({ title, content });
  }
}

export class ShellDouble implements Pick<Shell, 'openExternal'> {
  readonly opened: string[] = [];
  readonly shownFolders: string[] = [];
  /** True: the system has nothing to open pages with. */
  isBroken = false;

  async openExternal(url: string): Promise<void> {
    if (this.isBroken) throw new Error('Failed to open: no application is registered');
    this.opened.push(url);
  }

  showItemInFolder(path: string): void {
    this.shownFolders.push(path);
  }

  openPath(): never {
    throw new Error('openPath runs whatever it is given: it is not for this app');
  }
}

/** `Menu` of one world: a class, because the app calls its static functions. */
export interface MenuDouble {
  application: { readonly template: readonly MenuItemConstructorOptions[] } | null;
  buildFromTemplate(template: readonly MenuItemConstructorOptions[]): {
    readonly template: readonly MenuItemConstructorOptions[];
  };
  setApplicationMenu(menu: { readonly template: readonly MenuItemConstructorOptions[] } | null): void;
}

/** Builds `Menu`. Roles and labels are kept as given; what the system makes of a role can't be modelled. */
export function createMenuDouble(): MenuDouble {
  return {
    application: null,
    buildFromTemplate: (template) => ({ template }),
    setApplicationMenu(menu) {
      this.application = menu;
    },
  };
}

export class PowerMonitorDouble extends EventEmitter {
  sleep(): void {
    this.emit('suspend');
  }

  wake(): void {
    this.emit('resume');
  }

  shutDown(): void {
    this.emit('shutdown', { preventDefault: () => undefined });
  }
}

export class NativeThemeDouble
  extends EventEmitter
  implements Pick<NativeTheme, 'shouldUseDarkColors' | 'themeSource'>
{
  shouldUseDarkColors = true;
  themeSource: 'dark' | 'light' | 'system' = 'system';
}
