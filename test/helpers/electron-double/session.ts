// The doubles of `session` and `protocol`: handlers for permissions and schemes, with Electron's permissive defaults.
import { EventEmitter } from 'node:events';
import type { CustomScheme, Protocol, Session } from 'electron';
import { isPrevented } from './events.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0];
type MediaHandler = Parameters<Session['setDisplayMediaRequestHandler']>[0];
type PairingHandler = Parameters<Session['setBluetoothPairingHandler']>[0];
export type Permission = Parameters<NonNullable<RequestHandler>>[1];

export class ProtocolDouble implements Pick<Protocol, 'handle' | 'isProtocolHandled' | 'unhandle'> {
  readonly #handlers = new Map<string, SchemeHandler>();

  handle(scheme: string, handler: SchemeHandler): void {
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    this.#handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.#handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  /** What a page of this session gets for `request`; null when nobody handles its scheme (ERR_UNKNOWN_URL_SCHEME). */
  async answer(request: Request): Promise<Response | null> {
    const handler = this.#handlers.get(new URL(request.url).protocol.slice(0, -1));
    return handler === undefined ? null : handler(request);
  }
}

/** `protocol` of the module: the default session's, plus what must happen before `ready`. */
export class ModuleProtocolDouble extends ProtocolDouble implements Pick<Protocol, 'registerSchemesAsPrivileged'> {
  schemes: readonly CustomScheme[] = [];
  readonly #isReady: () => boolean;

  constructor(isReady: () => boolean) {
    super();
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (this.#isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    this.schemes = schemes;
  }
}

type Modelled = Pick<
  Session,
  | 'setBluetoothPairingHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
>;

export class SessionDouble extends EventEmitter implements Modelled {
  readonly partition: string;
  readonly protocol: ProtocolDouble;
  #request: RequestHandler = null;
  #check: CheckHandler = null;
  #device: DeviceHandler = null;
  #media: MediaHandler = null;
  #pairing: PairingHandler = null;

  constructor(partition: string, protocol: ProtocolDouble) {
    super();
    this.partition = partition;
    this.protocol = protocol;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.#device = handler;
  }

  setDisplayMediaRequestHandler(handler: MediaHandler): void {
    this.#media = handler;
  }

  setBluetoothPairingHandler(handler: PairingHandler): void {
    this.#pairing = handler;
  }

  /** A page asks: without a handler Electron grants. */
  async asksFor(permission: Permission): Promise<boolean> {
    const handler = this.#request;
    if (handler === null) return true;
    const answer = Promise.withResolvers<boolean>();
    handler(null as never, permission, answer.resolve, {} as never);
    return answer.promise;
  }

  /** A page looks without asking: without a handler Electron says yes. */
  checks(permission: Permission): boolean {
    return this.#check === null || this.#check(null, permission, 'app://bundle', {} as never);
  }

  checksDevice(deviceType: 'hid' | 'serial' | 'usb'): boolean {
    return this.#device !== null && this.#device({ deviceType, origin: 'app://bundle', device: {} as never });
  }

  /** Screen capture: no handler means no capture, a handler may hand out streams. */
  async asksForScreen(): Promise<boolean> {
    const handler = this.#media;
    if (handler === null) return false;
    const answer = Promise.withResolvers<boolean>();
    handler({} as never, (streams) => answer.resolve(streams !== null && Object.keys(streams).length > 0));
    return answer.promise;
  }

  async pairs(): Promise<boolean> {
    const handler = this.#pairing;
    if (handler === null) return true;
    const answer = Promise.withResolvers<boolean>();
    handler({} as never, ({ confirmed }) => answer.resolve(confirmed));
    return answer.promise;
  }

  /** True when a download from this address under this name would start; Electron then asks where it goes. */
  downloads(url: string, name: string): boolean {
    return !isPrevented(this, 'will-download', {}, { getURL: () => url, getFilename: () => name });
  }
}

export class SessionModuleDouble {
  readonly #sessions = new Map<string, SessionDouble>();
  readonly #isReady: () => boolean;
  readonly #defaultProtocol: ProtocolDouble;

  constructor(isReady: () => boolean, defaultProtocol: ProtocolDouble) {
    this.#isReady = isReady;
    this.#defaultProtocol = defaultProtocol;
  }

  get defaultSession(): SessionDouble {
    return this.#find('', () => this.#defaultProtocol);
  }

  fromPartition(partition: string): SessionDouble {
    return this.#find(partition, () => new ProtocolDouble());
  }

  #find(partition: string, createProtocol: () => ProtocolDouble): SessionDouble {
    if (!this.#isReady()) throw new Error('Session can only be received when app is ready');
    const found = this.#sessions.get(partition) ?? new SessionDouble(partition, createProtocol());
    this.#sessions.set(partition, found);
    return found;
  }
}
