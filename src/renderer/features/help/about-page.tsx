// Which Modkeep this is, what it runs on, and whose work it is made of.
import { useState } from 'react';
import type { LicenceView } from '../../../shared/contract/accounts.ts';
import { plural } from '../../lib/format.ts';
import { useQuery } from '../../lib/use-query.ts';
import { copyText } from '../../ui/copyable.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useServices } from '../../lib/services.tsx';
import { versionLines } from './version-words.ts';

export function AboutPage() {
  const { say } = useServices();
  const { value, error } = useQuery('app.versions', {});
  const lines = value === null ? [] : versionLines(value);
  const copy = async (): Promise<void> => {
    const text = lines.map(([word, version]) => `${word} ${version}`).join('\n');
    if (await copyText(text)) say.note('Versions copied');
  };
  return (
    <>
      <p>Keeps the gate and keeps the record: moderation on your own desk. Under the MIT licence.</p>
      {error !== null && <Failure error={error} look="box" />}
      <dl aria-label="Versions" className="rounded-md border border-line">
        {lines.map(([word, version]) => (
          <div
            key={word}
            className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-4 border-t border-line px-3 py-1.5 first:border-t-0"
          >
            <dt className="text-mute">{word}</dt>
            <dd className="wrap-anywhere">{version}</dd>
          </div>
        ))}
      </dl>
      {lines.length > 0 && (
        <Button className="self-start" onClick={() => void copy()}>
          Copy the versions
        </Button>
      )}
      <Licences />
    </>
  );
}

function Licences() {
  const { value, error } = useQuery('app.licences', {});
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const shown = (value?.licences ?? []).filter(({ name, licence }) =>
    `${name} ${licence}`.toLowerCase().includes(wanted),
  );
  return (
    <section aria-label="Licences" className="flex flex-col gap-2 pt-2">
      <h3 className="font-semibold">Made with</h3>
      {error?.code === 'NOT_FOUND' && <p className="text-mute">{error.error}</p>}
      {error !== null && error.code !== 'NOT_FOUND' && <Failure error={error} look="box" />}
      {value !== null && (
        <>
          <TextField
            aria-label="Search the packages"
            placeholder="Name or licence"
            value={query}
            maxLength={60}
            onChange={(event) => setQuery(event.target.value)}
          />
          <p role="status" className="text-xs text-mute">
            {plural(shown.length, 'package', 'packages')}
          </p>
          <ul>
            {shown.map((licence) => (
              <li key={`${licence.name} ${licence.version}`} className="border-t border-line py-1">
                <Licence licence={licence} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Licence({ licence: { name, version, licence, text } }: { readonly licence: LicenceView }) {
  const head = (
    <>
      <b className="font-medium">{name}</b> <span className="text-mute">{`${version} · ${licence}`}</span>
    </>
  );
  if (text === '') return <p className="wrap-anywhere">{head}</p>;
  return (
    <details>
      <summary className="cursor-pointer rounded-sm wrap-anywhere">{head}</summary>
      <pre className="mt-1 overflow-x-auto rounded-md bg-s2 p-2 font-mono text-xs whitespace-pre-wrap">{text}</pre>
    </details>
  );
}
