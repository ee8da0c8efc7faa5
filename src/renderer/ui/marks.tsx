// Small marks that carry meaning: a kind, a moment, a countdown, a name.
import type { ReactNode } from 'react';
import type { BanView, EntryKind } from '../../shared/model.ts';
import {
  formatDuration,
  formatRelative,
  formatUtc,
  formatWhen,
  loginToShow,
  millisecondsUntil,
} from '../lib/format.ts';
import { useNow } from '../lib/services.tsx';
import { KINDS } from '../lib/words.tsx';

export function Kind({ kind }: { readonly kind: EntryKind }) {
  const { word, icon: Icon, tone } = KINDS[kind];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium ${tone}`}>
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      {word}
    </span>
  );
}

/** Display name, and the login where it says more. */
export function Name({ displayName, login }: { readonly displayName: string; readonly login: string }) {
  const hidden = loginToShow(displayName, login);
  return (
    <>
      {displayName || login}
      {hidden !== null && <span className="text-mute"> ({hidden})</span>}
    </>
  );
}

/** A moment in local time; how long ago and the exact UTC on hover. */
export function When({
  iso,
  now,
  text,
}: {
  readonly iso: string | null;
  readonly now: number;
  readonly text?: string;
}) {
  // `now` may be up to a minute old; what is newer than that is "just now", not in the future.
  const reference = iso === null ? now : Math.max(now, Date.parse(iso) || now);
  return (
    <time {...(iso === null ? {} : { dateTime: iso })} title={`${formatRelative(iso, reference)} · ${formatUtc(iso)}`}>
      {text ?? formatWhen(iso, reference)}
    </time>
  );
}

/** What is left of a timeout, counting down. A ban has no end; an unreadable end says so. */
export function Remaining({ ban }: { readonly ban: BanView }) {
  if (ban.kind === 'ban')
    return (
      <span className="text-mute" aria-label="no end">
        —
      </span>
    );
  if (ban.kind === 'unknown' || ban.expiresAt === null) return <span className="text-info">not known</span>;
  return <Countdown until={ban.expiresAt} />;
}

function Countdown({ until }: { readonly until: string }) {
  const now = useNow();
  const left = millisecondsUntil(until, now) ?? 0;
  const text = left <= 0 ? 'ran out' : formatDuration(Math.max(1, Math.floor(left / 1000)));
  return (
    <time dateTime={until} title={`until ${formatUtc(until)}`} className={left <= 0 ? 'text-mute' : ''}>
      {text}
    </time>
  );
}

/** What an area says when it has nothing to show: an icon, what is so, and what to do. */
export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-96 flex-col items-center gap-2 px-6 py-14 text-center">
      <div className="mb-1 grid size-11 place-items-center rounded-full bg-s2 text-mute">{icon}</div>
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="flex flex-col items-center gap-3 text-balance text-mute">{children}</div>
    </div>
  );
}
