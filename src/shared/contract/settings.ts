// Settings, the kill switch and the rate-limit meter.
import { z } from 'zod';
import type { ActingState, LimitView, Settings } from '../model.ts';
import { empty, output } from './fields.ts';

/** Every setting with its bounds; `settings.set` takes any subset. Defaults live beside the table in main/settings. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  scale: z.int().min(90).max(130),
  timeoutPresets: z.array(z.int().min(1).max(1_209_600)).length(9),
  reasonPresets: z.array(z.string().min(1).max(500)).max(50),
  requireReason: z.boolean(),
  confirmPermanentBan: z.boolean(),
  actingEnabled: z.boolean(),
  twitchClientId: z.string().regex(/^([a-z0-9]{10,60})?$/, 'must be a Twitch client id (letters and digits)'),
  keepSignedIn: z.boolean(),
  keys: z.record(z.string().max(40), z.string().max(40)),
});

export const settingsCommands = {
  'settings.get': { input: empty, output: output<{ settings: Settings }>() },
  'settings.set': { input: settingsSchema.partial(), output: output<{ settings: Settings }>() },
  'killSwitch.set': {
    input: z.strictObject({ on: z.boolean() }),
    output: output<{ acting: ActingState }>(),
  },
  'limits.get': { input: empty, output: output<{ limits: readonly LimitView[] }>() },
};
