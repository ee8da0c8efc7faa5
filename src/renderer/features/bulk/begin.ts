// Begins a bulk job as the draft says, and sends its lines where there are some to send. What goes on afterwards the
// core tells by events; leaving the screen stops nothing.
import type { AppError } from '../../../shared/errors.ts';
import { prepareOf } from '../../lib/bulk-draft.ts';
import type { Services } from '../../lib/services.tsx';
import { sendBody } from '../../lib/upload.ts';

type Needed = Pick<Services, 'bridge' | 'store' | 'say'>;

/** Resolves once the job exists and is on show: null, or why it could not be begun. */
export async function beginBulk(services: Needed, channelId: string): Promise<AppError | null> {
  const { bridge, store } = services;
  const { bulkDraft, kinds, search, banFilter } = store.getState();
  const list = { kinds, search: search['bans'] ?? '', filter: banFilter };
  const { input, body } = prepareOf(bulkDraft, list, channelId);
  const reply = await bridge.call('bulk.prepare', input);
  if (!reply.ok) return reply.error;
  const bulkId = reply.value.bulk.id;
  store.setState({ bulkId, ...(body === null ? {} : { upload: { bulkId, sent: 0, size: body.size } }) });
  if (body !== null) void send(services, bulkId, body);
  return null;
}

async function send({ bridge, store, say }: Needed, bulkId: string, body: Blob): Promise<void> {
  const isWanted = (): boolean => store.getState().upload?.bulkId === bulkId;
  const onSent = (sent: number): void => {
    if (isWanted()) store.setState({ upload: { bulkId, sent, size: body.size } });
  };
  const failure = await sendBody({ bridge, isWanted, onSent }, bulkId, body).catch(unreadable);
  if (!isWanted()) return;
  store.setState({ upload: null });
  if (failure === null) {
    const reply = await bridge.call('bulk.check', { bulkId });
    if (!reply.ok) say.failed(reply.error);
    return;
  }
  say.failed(failure);
  await bridge.call('bulk.cancel', { bulkId });
}

/** A file that was moved, changed or locked after it had been chosen. */
function unreadable(): AppError {
  const error = 'The file could not be read to its end. Choose it again.';
  return { code: 'INVALID_REQUEST', error, details: { field: 'file' } };
}
