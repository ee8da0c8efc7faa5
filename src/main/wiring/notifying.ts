// What people are told of, wherever it arises: the history by itself, finished bulk jobs from here, alerts by their room.
import type { JobView } from '../../shared/model.ts';
import type { Notice } from '../../shared/notice.ts';
import type { OnAir } from '../channels/on-air.ts';
import type { Channels } from '../channels/channels.ts';
import type { CoreDeps } from '../core.ts';
import { nameOf, type HandlerDeps } from '../handlers.ts';
import { createDiscord } from '../notify/discord.ts';
import { createNotify, type Notify, type NotifyDeps } from '../notify/notify.ts';
import type { Base } from './base.ts';

type Parts = Omit<NotifyDeps, 'discord' | 'show' | 'settings'> & Pick<Base, 'audit' | 'settings'>;

export function createNotifying(
  { vault, protect, isDemo, discordPort, notifications }: CoreDeps,
  parts: Parts,
): Notify {
  const { settings } = parts;
  const templates = (): ReturnType<typeof settings.get>['discordTemplates'] => settings.get().discordTemplates;
  const discord = createDiscord({ ...parts, vault, protect, isDemo, templates, port: discordPort ?? null });
  const show = notifications === undefined ? {} : { show: notifications.show };
  return createNotify({ ...parts, settings: settings.get, discord, ...show });
}

/** Its commands. */
export function noticeHandlers({ recent, discord }: Notify): HandlerDeps['notices'] {
  return {
    'notices.recent': (input) => recent(input.after),
    'discord.list': () => ({ hooks: discord.list() }),
    'discord.add': async (input, caller) => ({ hook: await discord.add(input, nameOf(caller)) }),
    'discord.change': async (input, caller) => ({ hook: await discord.change(input, nameOf(caller)) }),
    'discord.remove': async (input, caller) => ({ removed: await discord.remove(input.hookId, nameOf(caller)) }),
    'discord.test': (input) => discord.test(input.hookId),
    'discord.discard': (input, caller) => discord.discard(input.hookId, nameOf(caller)),
  };
}

/** Tells of what happens until the returned function is called. */
export function followNotices(
  { notify, bus, jobs, now, log }: Pick<Base, 'notify' | 'bus' | 'jobs' | 'now' | 'log'>,
  { onAir, channels }: { readonly onAir: OnAir; readonly channels: Pick<Channels, 'list'> },
): () => Promise<void> {
  const told = new Set<string>();
  const unhear = bus.subscribe((event) => {
    if (event.type !== 'job.changed' || told.has(event.jobId)) return;
    const job = jobs.get(event.jobId);
    const notice = job === null ? null : noticeOf(job, now());
    if (notice === null) return;
    told.add(event.jobId);
    notify.deliver(notice);
  });
  const stop = notify.follow(async () => {
    try {
      const own = new Set(channels.list().flatMap(({ id, mode }) => (mode === 'broadcaster' ? [id] : [])));
      const states = (await onAir.read()).filter(({ channelId }) => own.has(channelId));
      if (states.some(({ isLive }) => isLive === true)) return true;
      return states.some(({ isLive }) => isLive === null) ? null : false;
    } catch (error) {
      log.warn('whether the channel streams could not be asked', { error: String(error) });
      return null;
    }
  });
  return async () => {
    unhear();
    await stop();
  };
}

/** A bulk job that has run to its end, or was stopped by what went wrong. Dry runs are watched by whoever began them. */
function noticeOf(job: JobView, at: number): Notice | null {
  if (job.kind !== 'bulk') return null;
  const isDone = job.status === 'completed' && job.summary['step'] === 'run';
  if (!isDone && job.status !== 'failed') return null;
  return {
    kind: 'bulk',
    channelId: job.channelId,
    severity: isDone ? 'info' : 'warning',
    title: isDone ? 'Bulk job finished' : 'Bulk job stopped',
    text: isDone ? `${job.done} rows were gone through. The Bulk screen has the result.` : (job.error?.error ?? ''),
    at,
    sameAs: `bulk:${job.jobId}`,
  };
}
