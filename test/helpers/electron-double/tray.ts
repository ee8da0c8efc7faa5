// The doubles of Tray and nativeImage: an icon with words and a menu, that a person can click.
import { EventEmitter } from 'node:events';
import type { MenuItem, MenuItemConstructorOptions, NativeImage, Tray } from 'electron';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

type ModelledImage = Pick<
  NativeImage,
  'addRepresentation' | 'getScaleFactors' | 'isEmpty' | 'isTemplateImage' | 'setTemplateImage'
>;

export class NativeImageDouble implements ModelledImage {
  readonly #buffers = new Map<number, Buffer>();
  #isTemplate = false;

  /** What is no picture makes an empty image, not an error. */
  static createFromBuffer(buffer: Buffer, { scaleFactor = 1 }: { scaleFactor?: number } = {}): NativeImageDouble {
    const image = new NativeImageDouble();
    image.addRepresentation({ scaleFactor, buffer });
    return image;
  }

  addRepresentation({ scaleFactor = 1, buffer }: { scaleFactor?: number; buffer?: Buffer }): void {
    if (buffer !== undefined && buffer.subarray(0, PNG.length).equals(PNG)) this.#buffers.set(scaleFactor, buffer);
  }

  getScaleFactors(): number[] {
    return [...this.#buffers.keys()];
  }

  isEmpty(): boolean {
    return this.#buffers.size === 0;
  }

  setTemplateImage(option: boolean): void {
    this.#isTemplate = option;
  }

  isTemplateImage(): boolean {
    return this.#isTemplate;
  }

  /** The picture's bytes, for tests that tell two icons apart. */
  bytes(): Buffer {
    return this.#buffers.get(1) ?? Buffer.alloc(0);
  }
}

type ModelledTray = Pick<Tray, 'destroy' | 'isDestroyed' | 'setTitle' | 'setToolTip'>;

export class TrayDouble extends EventEmitter implements ModelledTray {
  image: NativeImageDouble;
  toolTip = '';
  title = '';
  menu: readonly MenuItemConstructorOptions[] = [];
  #isDestroyed = false;

  constructor(isReady: boolean, image: NativeImageDouble) {
    super();
    if (!isReady) throw new Error('Cannot create Tray before app is ready');
    if (!(image instanceof NativeImageDouble)) throw new TypeError('Argument must be a file path or a NativeImage');
    this.image = image;
  }

  setImage(image: NativeImageDouble): void {
    this.#mustLive();
    this.image = image;
  }

  setToolTip(text: string): void {
    this.#mustLive();
    this.toolTip = text;
  }

  setTitle(text: string): void {
    this.#mustLive();
    this.title = text;
  }

  setContextMenu(menu: { readonly template: readonly MenuItemConstructorOptions[] } | null): void {
    this.#mustLive();
    this.menu = menu?.template ?? [];
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  /** The words of the menu's entries, without the lines between them. */
  get labels(): readonly string[] {
    return this.menu.flatMap(({ label }) => (label === undefined ? [] : [label]));
  }

  /** A person chooses an entry. A checkbox has changed before its `click` is told. Throws for one that is not there or is grey. */
  choose(label: string): void {
    const item = this.menu.find((each) => each.label === label);
    if (item === undefined || item.enabled === false) throw new Error(`there is nothing to choose called ${label}`);
    const checked = item.type === 'checkbox' ? item.checked !== true : item.checked === true;
    item.click?.({ ...item, checked } as unknown as MenuItem, undefined, {});
  }

  #mustLive(): void {
    if (this.#isDestroyed) throw new Error('Tray is destroyed');
  }
}
