// One machine with one Electron on it: every double, wired together, as the module that `import 'electron'` gets.
// Each test builds its own; nothing is shared between two.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, ForkOptions, NotificationConstructorOptions } from 'electron';
import { AppDouble, type AppOptions } from './app.ts';
import { IpcMainDouble } from './ipc.ts';
import { KeychainDouble, type KeychainOptions } from './keychain.ts';
import { ClientRequestDouble } from './net.ts';
import { ModuleProtocolDouble, SessionModuleDouble } from './session.ts';
import {
  createMenuDouble,
  DialogDouble,
  NativeThemeDouble,
  PowerMonitorDouble,
  ScreenDouble,
  ShellDouble,
} from './surroundings.ts';
import { NotificationDouble } from './notification.ts';
import { NativeImageDouble, TrayDouble } from './tray.ts';
import { UtilityProcessDouble } from './utility.ts';
import { BrowserWindowDouble } from './window.ts';

export type WorldOptions = AppOptions & Partial<KeychainOptions>;

export interface World {
  readonly id: string;
  readonly app: AppDouble;
  readonly ipcMain: IpcMainDouble;
  readonly protocol: ModuleProtocolDouble;
  readonly session: SessionModuleDouble;
  readonly keychain: KeychainDouble;
  readonly screen: ScreenDouble;
  readonly dialog: DialogDouble;
  readonly shell: ShellDouble;
  readonly menu: ReturnType<typeof createMenuDouble>;
  readonly power: PowerMonitorDouble;
  readonly utilities: readonly UtilityProcessDouble[];
  readonly trays: readonly TrayDouble[];
  readonly notifications: readonly NotificationDouble[];
  /** Connects windows made from now on to real pages. */
  attach: (window: BrowserWindowDouble) => Promise<void>;
  /** What `import 'electron'` resolves to. */
  readonly module: Readonly<Record<string, unknown>>;
}

export function createWorld(options: WorldOptions): World {
  const app = new AppDouble(options);
  const isReady = (): boolean => app.isReady();
  const protocol = new ModuleProtocolDouble(isReady);
  const session = new SessionModuleDouble(isReady, protocol);
  const keychain = new KeychainDouble({ prefix: options.prefix ?? 'v11' }, isReady);
  const utilities: UtilityProcessDouble[] = [];
  const trays: TrayDouble[] = [];
  const notifications: NotificationDouble[] = [];
  let lastId = 0;
  const parts = {
    id: randomUUID(),
    app,
    ipcMain: new IpcMainDouble(),
    protocol,
    session,
    keychain,
    screen: new ScreenDouble(isReady),
    dialog: new DialogDouble(),
    shell: new ShellDouble(),
    menu: createMenuDouble(),
    power: new PowerMonitorDouble(),
    utilities,
    trays,
    notifications,
    attach: async (_window: BrowserWindowDouble): Promise<void> => undefined,
  };
  const windowWorld = {
    app,
    defaultSession: () => session.defaultSession,
    nextId: () => (lastId += 1),
    attach: (window: BrowserWindowDouble) => world.attach(window),
  };
  const world: World = Object.assign(parts, {
    module: {
      app,
      BrowserWindow: class extends BrowserWindowDouble {
        constructor(given?: BrowserWindowConstructorOptions) {
          super(windowWorld, given);
        }
      },
      autoUpdater: new EventEmitter(),
      dialog: parts.dialog,
      ipcMain: parts.ipcMain,
      Menu: parts.menu,
      nativeImage: NativeImageDouble,
      nativeTheme: new NativeThemeDouble(),
      net: {
        request: (options: ConstructorParameters<typeof ClientRequestDouble>[0]) => new ClientRequestDouble(options),
      },
      Notification: class extends NotificationDouble {
        constructor(given?: NotificationConstructorOptions) {
          super(given);
          notifications.push(this);
        }
      },
      powerMonitor: parts.power,
      protocol,
      safeStorage: keychain,
      screen: parts.screen,
      session,
      shell: parts.shell,
      Tray: class extends TrayDouble {
        constructor(image: NativeImageDouble) {
          super(isReady(), image);
          trays.push(this);
        }
      },
      utilityProcess: {
        fork(path: string, args: readonly string[] = [], given: ForkOptions = {}): UtilityProcessDouble {
          if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready');
          const child = new UtilityProcessDouble(path, args, given);
          utilities.push(child);
          return child;
        },
      },
    },
  });
  return world;
}
