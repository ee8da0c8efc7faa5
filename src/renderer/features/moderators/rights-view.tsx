// Who may do what on this installation: accounts and dock keys against rights, for all channels or for one, and why.
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { SubjectView } from '../../../shared/contract/rights.ts';
import { RIGHTS } from '../../../shared/permissions.ts';
import { RIGHT_WORDS } from '../../lib/rights.ts';
import { useApp, useMay, useWhyNot } from '../../lib/services.tsx';
import { byRole, channelOf } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';
import { Empty } from '../../ui/marks.tsx';
import { AddKey } from './add-key.tsx';
import { RightsMeaning } from './rights-meaning.tsx';
import { RIGHTS_COLUMNS, SubjectRow } from './subject-row.tsx';
import { MayNot, RolesBar } from './roles-bar.tsx';

export function RightsView() {
  const [place, setPlace] = useState('');
  const [isAdding, setAdding] = useState(false);
  const mayLook = useMay('rights.list');
  const notLook = useWhyNot('rights.list');
  const notChange = useWhyNot('moderators.setPermissions');
  return (
    <>
      <RolesBar>
        <PlacePicker place={place} onPick={setPlace} />
        <Button disabled={notChange !== null} title={notChange ?? undefined} onClick={() => setAdding(true)}>
          <KeyRound size={14} aria-hidden="true" /> Add dock key
        </Button>
      </RolesBar>
      {mayLook && <MayNot why={notChange} />}
      <div className="min-h-0 flex-1 overflow-y-auto pb-6">
        {mayLook ? (
          <Matrix place={place} />
        ) : (
          <Empty icon={<KeyRound size={20} />} title="Not for this key to see">
            <p>{notLook}</p>
          </Empty>
        )}
        <RightsMeaning />
      </div>
      <AddKey isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function PlacePicker({ place, onPick }: { readonly place: string; readonly onPick: (channelId: string) => void }) {
  const channels = useApp((state) => state.channels) ?? [];
  return (
    <select
      aria-label="Rights in"
      value={place}
      onChange={(event) => onPick(event.target.value)}
      className={`${INPUT} max-w-48`}
    >
      <option value="">All channels</option>
      {byRole(channels).map(({ id, displayName }) => (
        <option key={id} value={id}>
          Only in {displayName}
        </option>
      ))}
    </select>
  );
}

function Matrix({ place }: { readonly place: string }) {
  const revision = useApp((state) => state.settingsRevision);
  const accounts = useApp((state) => state.accounts.map(({ id, state: now }) => `${id} ${now}`).join());
  const { value, error } = useQuery('rights.list', {}, `${revision}.${accounts}`);
  const mayKeys = useMay('keys.list');
  const keys = useQuery('keys.list', mayKeys ? {} : null, revision).value?.keys ?? [];
  const channel = useApp((state) => channelOf(state, place));
  if (error !== null) return <Failure error={error} />;
  if (value === null) return <div aria-busy="true" className="h-24" />;
  if (value.subjects.length === 0)
    return (
      <Empty icon={<KeyRound size={20} />} title="Nobody but you">
        <p>Accounts that are signed in here and dock keys appear in this list.</p>
      </Empty>
    );
  const madeAt = (subject: SubjectView) => keys.find(({ keyId }) => keyId === subject.id)?.createdAt ?? null;
  return (
    <div role="table" aria-label="Who may do what">
      <div
        role="row"
        className={`${RIGHTS_COLUMNS} sticky top-0 z-10 h-8 border-b border-line bg-s0 text-xs font-semibold text-mute @max-[46rem]:hidden`}
      >
        <span role="columnheader">Who, and why</span>
        {RIGHTS.map((right) => (
          <span key={right} role="columnheader" title={RIGHT_WORDS[right].text} className="text-center">
            {RIGHT_WORDS[right].title}
          </span>
        ))}
        <span role="columnheader">
          <span className="sr-only">Act</span>
        </span>
      </div>
      {value.subjects.map((subject) => (
        <SubjectRow
          key={`${subject.kind} ${subject.id} ${place}`}
          subject={subject}
          channel={channel}
          madeAt={madeAt(subject)}
        />
      ))}
      <p className="px-3 py-2 text-mute">
        You at this installation’s own window may do everything. What Twitch itself grants an account is under Settings.
      </p>
    </div>
  );
}
