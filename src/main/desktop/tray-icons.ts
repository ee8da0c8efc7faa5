// The tray's pictures as Electron takes them, each drawn once.
import { nativeImage, type NativeImage } from 'electron';
import { drawTrayIcon, drawUnreadMark } from './tray-icon.ts';
import type { TrayState } from './tray-words.ts';

/** Linux shows trays larger; macOS gives a black icon the colour of its menu bar. */
export function createTrayIcons(platform: NodeJS.Platform): (name: TrayState | 'unread') => NativeImage {
  const size = platform === 'linux' ? 24 : 16;
  const isTemplate = platform === 'darwin';
  const drawn = new Map<string, NativeImage>();
  return (name) => {
    const known = drawn.get(name);
    if (known !== undefined) return known;
    const draw = (pixels: number): Buffer =>
      name === 'unread' ? drawUnreadMark(pixels) : drawTrayIcon(name, pixels, isTemplate);
    const image = nativeImage.createFromBuffer(draw(size), { scaleFactor: 1 });
    image.addRepresentation({ scaleFactor: 2, buffer: draw(size * 2) });
    if (isTemplate) image.setTemplateImage(true);
    drawn.set(name, image);
    return image;
  };
}
