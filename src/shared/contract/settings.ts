// Settings, the kill switch and the rate-limit meter.
import { z } from 'zod';
import { BRAKE_NAMES, type BrakeName } from '../brakes.ts';
import { dockPortFault } from '../dock-port.ts';
import { LOG_LEVELS } from '../log-levels.ts';
import { templateFault } from '../discord-text.ts';
import { NOTICE_KINDS, NOTICE_WAYS, type NoticeKind } from '../notice.ts';
import type { ActingState, LimitView, Settings } from '../model.ts';
import { auditActions } from './audit.ts';
import { empty, isoTime, output, twitchId } from './fields.ts';

const timeoutPresets = z.array(z.int().min(1).max(1_209_600)).length(9);
const brakeLimit = z.strictObject({ max: z.int().min(1).max(10_000), windowSeconds: z.int().min(1).max(86_400) });

const dockPort = z
  .int()
  .min(0)
  .max(65_535)
  .superRefine((port, context) => {
    const message = dockPortFault(port);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

const day = z.iso.date().nullable();
const somebody = z.strictObject({ id: z.string().min(1).max(64), name: z.string().max(100) }).nullable();
const savedFilter = z.strictObject({
  screen: z.enum(['audit', 'activity']),
  name: z.string().trim().min(1).max(40),
  filter: z.strictObject({
    moderator: somebody,
    target: somebody,
    channelId: twitchId.nullable(),
    actions: z.array(z.enum(auditActions)).max(auditActions.length),
    from: day,
    to: day,
    since: isoTime.nullable(),
    // Filters that were kept before these were there have none.
    stream: z.strictObject({ from: isoTime, to: isoTime }).nullable().default(null),
    weekHour: z.int().min(0).max(167).nullable().default(null),
  }),
});

/** One local limit as it stands in one channel; `channelId` is empty for what belongs to no channel. */
export interface BrakeView {
  readonly brake: BrakeName;
  readonly channelId: string;
  readonly max: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** When the next use comes free; null while none is used up. */
  readonly resetAt: string | null;
  readonly isOn: boolean;
}

/** How many attempts each guard has refused since Modkeep was started. */
export type RefusalCounts = Readonly<Record<'rights' | 'kill_switch' | 'flag' | 'brakes' | 'plausibility', number>>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 22:00');
const template = (kind: NoticeKind) =>
  z.string().superRefine((text, context) => {
    const message = templateFault(kind, text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
const templates = z.strictObject(
  Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, template(kind).optional()])) as Record<
    NoticeKind,
    z.ZodOptional<z.ZodString>
  >,
);

/** Every setting with its bounds; `settings.set` takes any subset. Defaults live beside the table in main/settings. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  scale: z.int().min(90).max(130),
  timeoutPresets,
  reasonPresets: z.array(z.string().min(1).max(500)).max(50),
  requireReason: z.boolean(),
  confirmPermanentBan: z.boolean(),
  actingEnabled: z.boolean(),
  twitchClientId: z.string().regex(/^([a-z0-9]{10,60})?$/, 'must be a Twitch client id (letters and digits)'),
  keepSignedIn: z.boolean(),
  keys: z.record(z.string().max(40), z.string().max(40)),
  channelTimeoutPresets: z.record(twitchId, timeoutPresets),
  ladder: z.array(z.int().min(1).max(1_209_600).nullable()).min(1).max(20),
  channelSets: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(40), channelIds: z.array(twitchId).min(1).max(500) }))
    .max(30)
    .refine((sets) => new Set(sets.map(({ name }) => name.toLowerCase())).size === sets.length, 'two sets of one name'),
  savedFilters: z.array(savedFilter).max(40),
  actingChannels: z.array(twitchId).max(1000).nullable(),
  brakesEnabled: z.boolean(),
  brakeProfile: z.enum(['default', 'strict']),
  brakeOverrides: z.partialRecord(z.enum(BRAKE_NAMES), brakeLimit),
  logLevel: z.enum(LOG_LEVELS),
  noticeWays: z.partialRecord(z.enum(NOTICE_KINDS), z.array(z.enum(NOTICE_WAYS)).max(NOTICE_WAYS.length)),
  noticeOwnActs: z.boolean(),
  quietHours: z
    .array(
      z.strictObject({ from: timeOfDay, to: timeOfDay }).refine(({ from, to }) => from !== to, 'begins as it ends'),
    )
    .max(5),
  quietOnAir: z.boolean(),
  quietLetsDanger: z.boolean(),
  soundVolume: z.int().min(0).max(100),
  discordTemplates: templates,
  auditRetentionDays: z.int().min(1).max(3650).nullable(),
  closeToTray: z.boolean(),
  dockEnabled: z.boolean(),
  dockPort,
  updateChannel: z.enum(['stable', 'beta']),
  updateChecks: z.boolean(),
  updateAtQuit: z.boolean(),
});

export const settingsCommands = {
  /** `defaults`: what each is that nobody has changed, the environment's word included. */
  'settings.get': { input: empty, output: output<{ settings: Settings; defaults: Settings }>() },
  'settings.set': { input: settingsSchema.partial(), output: output<{ settings: Settings }>() },
  'killSwitch.set': {
    input: z.strictObject({ on: z.boolean() }),
    output: output<{ acting: ActingState }>(),
  },
  /** Twitch's limits as last seen, and Modkeep's own (the brakes) in every channel, or in `channelId`. */
  'limits.get': {
    input: z.strictObject({ channelId: twitchId.optional() }),
    output: output<{ limits: readonly LimitView[]; brakes: readonly BrakeView[]; refused: RefusalCounts }>(),
  },
};
