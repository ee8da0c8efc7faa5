// When to look for a newer version, and when one may be fetched and installed: by a person's click, or at the end if they
// agreed, and never while work is under way. Knows neither servers nor installers.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { UpdatesOff, UpdateView } from '../../shared/contract/updates.ts';
import type { Settings } from '../../shared/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, isoOrNull } from '../lib/time.ts';
import type { Channel, UpdateSource } from './source.ts';

export interface Updates {
  view(): UpdateView;
  /** Answers when the look is over. A look under way is joined; one too many while something is fetched changes nothing. */
  check(): Promise<UpdateView>;
  /** Throws NOT_FOUND when there is nothing to fetch. */
  download(): UpdateView;
  cancel(): UpdateView;
  /** Throws NOT_FOUND when nothing is ready and CONFLICT (`busy`) while work is under way. */
  install(): UpdateView;
  showPrevious(): { readonly shown: boolean };
  /** Looks at the start and every few hours, until the returned function is called. */
  follow(): () => void;
  /** The end has begun, and nothing has been stopped yet: whether what is ready is installed by it. */
  onEnd(): void;
}

export interface UpdatesDeps {
  readonly version: string;
  readonly source: UpdateSource | UpdatesOff;
  readonly settings: () => Pick<Settings, 'updateChannel' | 'updateChecks' | 'updateAtQuit'>;
  /** Work that an installation would cut off. */
  readonly underWay: () => UpdateView['waitsFor'];
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

const FIRST_MS = 20 * SECOND_MS;
const EVERY_MS = 4 * HOUR_MS;
const AFTER_FAILURE_MS = 30 * MINUTE_MS;
/** Electron's requests know no deadline of their own. */
const LOOK_LIMIT_MS = 60 * SECOND_MS;
const STALLED_MS = 2 * MINUTE_MS;

type State = Pick<UpdateView, 'status' | 'found' | 'progress' | 'error'> & {
  readonly foundOn: Channel | null;
  readonly checkedAt: number | null;
  readonly nextCheckAt: number | null;
};

export function createUpdates(deps: UpdatesDeps): Updates {
  const { clock, log, settings } = deps;
  const source = typeof deps.source === 'string' ? null : deps.source;
  const off = typeof deps.source === 'string' ? deps.source : null;
  let state: State = {
    status: source === null ? 'off' : 'idle',
    found: null,
    foundOn: null,
    progress: null,
    error: null,
    checkedAt: null,
    nextCheckAt: null,
  };
  let look: Promise<void> | null = null;
  let fetching: AbortController | null = null;

  function become(change: Partial<State>): void {
    state = { ...state, ...change };
    deps.onChange();
  }

  function demand(): UpdateSource {
    if (source !== null) return source;
    throw fail('SERVICE_UNAVAILABLE', 'This installation does not update itself.', { reason: `updates_${off}` });
  }

  function view(): UpdateView {
    const { foundOn: _foundOn, checkedAt, nextCheckAt, ...rest } = state;
    return {
      ...rest,
      off,
      current: deps.version,
      checkedAt: isoOrNull(checkedAt),
      nextCheckAt: isoOrNull(nextCheckAt),
      waitsFor: state.status === 'ready' ? deps.underWay() : [],
      previous: source?.previous() ?? null,
      failedVersion: source?.failedVersion() ?? null,
    };
  }

  async function lookOnce(from: UpdateSource): Promise<void> {
    const channel = settings().updateChannel;
    become({ status: 'checking', error: null });
    const found = await within(clock, LOOK_LIMIT_MS, from.look(channel)).catch((error: unknown) => told(error, log));
    const checkedAt = clock.now();
    if (found instanceof AppFailure) {
      const before = state.found === null ? 'idle' : 'available';
      return become({ status: before, error: found.failure, checkedAt });
    }
    become({ status: found === null ? 'idle' : 'available', found, foundOn: found && channel, checkedAt });
  }

  async function check(): Promise<UpdateView> {
    const from = demand();
    if (state.status === 'idle' || state.status === 'available') {
      look = lookOnce(from).finally(() => {
        look = null;
      });
    }
    await look;
    return view();
  }

  /** Something was found, and on the channel that is still wanted. */
  function isWanted(): boolean {
    return state.found !== null && state.foundOn === settings().updateChannel;
  }

  async function fetchIt(from: UpdateSource, stop: AbortController): Promise<void> {
    let heardAt = clock.monotonic();
    const ended = new AbortController();
    const onProgress = (progress: NonNullable<UpdateView['progress']>): void => {
      heardAt = clock.monotonic();
      if (!stop.signal.aborted) become({ progress });
    };
    let isStalled = false;
    void watchStall(clock, ended.signal, () => clock.monotonic() - heardAt).then((stalled) => {
      isStalled = stalled;
      if (stalled) stop.abort();
    });
    const failure = await from.fetch(onProgress, stop.signal).then(
      () => null,
      (error: unknown) => told(error, log),
    );
    ended.abort();
    fetching = null;
    if (failure === null) return become({ status: 'ready', progress: null });
    const stalled = fail('OFFLINE', 'The download stopped coming. Try again.', { reason: 'stalled' });
    const error: AppError = isStalled ? stalled.failure : failure.failure;
    become({ status: 'available', progress: null, error: error.code === 'CANCELLED' ? null : error });
  }

  return {
    view,
    check,
    download() {
      const from = demand();
      if (state.status === 'downloading' || state.status === 'ready') return view();
      if (state.status !== 'available' || !isWanted())
        throw fail('NOT_FOUND', 'Nothing newer was found on this channel. Look again.', { what: 'update' });
      fetching = new AbortController();
      become({ status: 'downloading', error: null, progress: null });
      void fetchIt(from, fetching);
      return view();
    },
    cancel() {
      fetching?.abort();
      return view();
    },
    install() {
      const from = demand();
      if (state.status !== 'ready')
        throw fail('NOT_FOUND', 'No newer version is ready to be installed.', { what: 'update' });
      const busy = deps.underWay();
      if (busy.length > 0)
        throw fail('CONFLICT', `Not now: ${busy.join(', ')} under way. Installing would cut it off.`, {
          reason: 'busy',
        });
      from.arm('restart');
      become({ status: 'installing' });
      from.quit();
      return view();
    },
    showPrevious: () => ({ shown: source?.showPrevious() ?? false }),
    follow: () => (source === null ? () => undefined : follow(clock, settings, check, become, () => state)),
    onEnd() {
      if (source === null || state.status !== 'ready') return;
      const isAgreed = settings().updateAtQuit && isWanted();
      source.arm(isAgreed && deps.underWay().length === 0 ? 'quiet' : null);
    },
  };
}

/** Looks again and again. Waits are jittered, so that not everybody asks at the same moment. */
function follow(
  clock: Clock,
  settings: UpdatesDeps['settings'],
  check: () => Promise<unknown>,
  become: (change: Partial<State>) => void,
  state: () => State,
): () => void {
  const stopping = new AbortController();
  async function run(): Promise<void> {
    for (let wait = FIRST_MS; ; wait = state().error === null ? EVERY_MS : AFTER_FAILURE_MS) {
      const jittered = wait * (0.75 + clock.random() / 2);
      become({ nextCheckAt: clock.now() + jittered });
      await clock.sleep(jittered, stopping.signal);
      if (settings().updateChecks) await check();
    }
  }
  run().catch(() => undefined);
  return () => stopping.abort();
}

/** True once nothing was heard for two minutes; false when `ended` comes first. */
async function watchStall(clock: Clock, ended: AbortSignal, silence: () => number): Promise<boolean> {
  try {
    while (silence() < STALLED_MS) await clock.sleep(STALLED_MS - silence(), ended);
    return true;
  } catch {
    return false;
  }
}

/** `work`, or OFFLINE after `ms`. */
async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const enough = new AbortController();
  const limit = clock.sleep(ms, enough.signal).then(() => {
    throw fail('OFFLINE', 'The server for newer versions did not answer.', { reason: 'timeout' });
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    enough.abort();
    limit.catch(() => undefined);
  }
}

/** What a source throws on purpose is told as it is; anything else is a fault of ours, and in the log. */
function told(error: unknown, log: Log): AppFailure {
  if (error instanceof AppFailure) return error;
  log.error('an update went wrong', { error: error instanceof Error ? error.name : typeof error });
  return fail('SERVICE_UNAVAILABLE', 'Looking for a newer version went wrong.', { reason: 'update_failed' });
}
