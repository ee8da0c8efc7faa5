// The key for /metrics: off until one is made, shown once, replaced or removed.
import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { dockHost } from '../../lib/dock.ts';
import { formatUtc, formatWhenLong } from '../../lib/format.ts';
import { useApp, useMay, useMinute, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copyable.tsx';
import { Failure } from '../../ui/failure.tsx';
import { INPUT, Row } from '../../ui/field.tsx';
import { Card } from './card.tsx';

export function MetricsCard() {
  const may = useMay('keys.metrics');
  const revision = useApp((state) => `${state.dockRevision}.${state.settingsRevision}`);
  const dock = useQuery('dock.get', may ? {} : null, revision, true);
  const { value, error } = useQuery('keys.metrics', may ? {} : null, revision, true);
  if (!may) return null;
  return (
    <Card
      title="Metrics"
      text="For Prometheus and its like: what Modkeep did and how it is doing, without names of people. Off until a key is made."
    >
      {error !== null && <Failure error={error} look="box" />}
      {value !== null && dock.value !== null && (
        <TheKey createdAt={value.key?.createdAt ?? null} isServed={value.isServed} host={dockHost(dock.value.dock)} />
      )}
    </Card>
  );
}

function TheKey({
  createdAt,
  isServed,
  host,
}: {
  readonly createdAt: string | null;
  /** The server runs that is asked for them. */
  readonly isServed: boolean;
  readonly host: string | null;
}) {
  const { bridge, store, say } = useServices();
  const now = useMinute();
  const [text, setText] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    const reply = await bridge.call('keys.addMetrics', {});
    if (reply.ok) setText(reply.value.text);
    else say.failed(reply.error);
  };
  const remove = async (): Promise<void> => {
    const reply = await bridge.call('keys.removeMetrics', {});
    setText(null);
    if (reply.ok) say.note('Metrics are off', 'Nobody is told anything at this address any more.');
    else say.failed(reply.error);
  };
  const ask = (title: string, words: string, action: string, onYes: () => void): void =>
    store.setState({ question: { title, text: words, action, onYes } });
  const replaced = 'Whoever uses the old one is refused from then on.';
  return (
    <>
      <Row
        title={createdAt === null ? 'Off' : isServed ? 'On' : 'Not reachable'}
        text={
          createdAt === null ? (
            'Nobody is told anything.'
          ) : (
            <>
              <span className="wrap-anywhere">{host === null ? '/metrics' : `http://${host}/metrics`}</span>, with the
              key of{' '}
              <time title={formatUtc(createdAt)}>
                {formatWhenLong(createdAt, Math.max(now, Date.parse(createdAt)))}
              </time>
              {!isServed && '. The server above is off.'}
            </>
          )
        }
      >
        <span className="flex flex-wrap gap-2">
          <Button
            onClick={() =>
              createdAt === null ? void make() : ask('Make a new key?', replaced, 'New key', () => void make())
            }
          >
            <KeyRound size={14} aria-hidden="true" /> {createdAt === null ? 'Make the key' : 'New key'}
          </Button>
          {createdAt !== null && (
            <Button onClick={() => ask('Turn metrics off?', 'The key ends at once.', 'Turn off', () => void remove())}>
              <Trash2 size={14} aria-hidden="true" /> Turn off
            </Button>
          )}
        </span>
      </Row>
      {text !== null && <Made text={text} onClose={() => setText(null)} />}
    </>
  );
}

/** The key itself, this once. */
function Made({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <div className="flex flex-col gap-2 rounded-md border border-edge bg-s2 p-3">
      <p role="status">
        This is shown only now. Send it as <code>Authorization: Bearer …</code>, and keep it in a file only you can
        read.
      </p>
      <input
        readOnly
        autoFocus
        aria-label="Key for metrics"
        value={text}
        onFocus={(event) => event.target.select()}
        className={`${INPUT} w-full font-mono`}
      />
      <div className="flex items-center justify-end gap-2">
        <span role="status" className="text-mute">
          {copied === true && 'Copied'}
          {copied === false && 'Select it and copy it by hand'}
        </span>
        <Button look="primary" onClick={() => void copyText(text).then(setCopied)}>
          Copy
        </Button>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}
