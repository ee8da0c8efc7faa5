// What a webhook writes, kind by kind, with a look at how it will read.
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import {
  DEFAULT_TEMPLATES,
  LONGEST_TEMPLATE,
  renderLine,
  templateFault,
  VARIABLES,
} from '../../../shared/discord-text.ts';
import { NOTICE_KINDS, type NoticeKind } from '../../../shared/notice.ts';
import { previewOf, SAMPLE } from '../../lib/discord-preview.ts';
import { NOTICE_WORDS } from '../../lib/notice-words.ts';
import { useApp } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { INPUT, Labelled } from '../../ui/field.tsx';
import { Card } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

export function DiscordTemplates() {
  const [kind, setKind] = useState<NoticeKind>('ban');
  const own = useApp((state) => state.settings?.discordTemplates ?? {});
  return (
    <Card
      title="What Discord reads"
      text="Words in braces are filled in. Names and reasons are written so that they can neither ping anybody nor hide a link."
      aside={
        <select
          aria-label="Template for"
          value={kind}
          onChange={(event) => setKind(event.target.value as NoticeKind)}
          className={`${INPUT} max-w-56`}
        >
          {NOTICE_KINDS.map((one) => (
            <option key={one} value={one}>
              {NOTICE_WORDS[one]}
              {own[one] === undefined ? '' : ' (changed)'}
            </option>
          ))}
        </select>
      }
    >
      <Template key={`${kind} ${own[kind] ?? ''}`} kind={kind} />
    </Card>
  );
}

function Template({ kind }: { readonly kind: NoticeKind }) {
  const set = useSetSettings();
  const own = useApp((state) => state.settings?.discordTemplates ?? {});
  const saved = own[kind] ?? DEFAULT_TEMPLATES[kind];
  const [text, setText] = useState(saved);
  const fault = templateFault(kind, text);
  const save = (template: string | undefined): void => {
    const { [kind]: _, ...others } = own;
    void set({ discordTemplates: template === undefined ? others : { ...others, [kind]: template } });
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (fault === null && text !== saved) save(text === DEFAULT_TEMPLATES[kind] ? undefined : text);
      }}
    >
      <Labelled word="Template">
        {(id) => (
          <textarea
            id={id}
            rows={3}
            value={text}
            maxLength={LONGEST_TEMPLATE + 20}
            spellCheck={false}
            aria-invalid={fault !== null}
            onChange={(event) => setText(event.target.value)}
            className={`${INPUT} h-auto w-full resize-y py-1.5 font-mono`}
          />
        )}
      </Labelled>
      <div role="group" aria-label="Add a variable" className="flex flex-wrap gap-1.5">
        {VARIABLES[kind].map((name) => (
          <Button key={name} className="font-mono" onClick={() => setText(`${text}{${name}}`)}>
            {`{${name}}`}
          </Button>
        ))}
      </div>
      {fault !== null ? (
        <p role="alert" className="text-danger">
          {fault}
        </p>
      ) : (
        <Preview line={renderLine(kind, { [kind]: text }, SAMPLE)} />
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" look="primary" disabled={fault !== null || text === saved}>
          Save
        </Button>
        {own[kind] !== undefined && (
          <Button onClick={() => save(undefined)}>
            <RotateCcw size={14} aria-hidden="true" /> As it came
          </Button>
        )}
      </div>
    </form>
  );
}

function Preview({ line }: { readonly line: string }) {
  return (
    <figure className="rounded-md border border-line bg-s2 px-3 py-2">
      <figcaption className="text-xs font-semibold text-mute">How it reads</figcaption>
      <p className="wrap-break-word">
        {previewOf(line).map(({ text, isBold }, index) => (isBold ? <b key={index}>{text}</b> : text))}
      </p>
    </figure>
  );
}
