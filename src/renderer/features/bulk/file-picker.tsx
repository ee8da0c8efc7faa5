// Chooses a file, by button or by dropping it. Only its name and size are looked at here; it is read piece by piece later.
import { FileUp } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { formatBytes } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';

export function FilePicker({ file, onPick }: { readonly file: File | null; readonly onPick: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const hover = (event: DragEvent, next: boolean): void => {
    event.preventDefault();
    setOver(next);
  };
  const drop = (event: DragEvent): void => {
    hover(event, false);
    const [dropped] = event.dataTransfer.files;
    if (dropped !== undefined) onPick(dropped);
  };
  return (
    <div
      onDragOver={(event) => hover(event, true)}
      onDragLeave={(event) => hover(event, false)}
      onDrop={drop}
      className={`flex flex-col items-start gap-2 rounded-md border border-dashed px-4 py-4 ${isOver ? 'border-accent bg-pick' : 'border-edge bg-s1'}`}
    >
      <div className="flex max-w-full flex-wrap items-center gap-x-3 gap-y-2">
        <Button onClick={() => input.current?.click()}>
          <FileUp size={14} aria-hidden="true" /> Choose a file
        </Button>
        <span className="min-w-0 wrap-anywhere" role="status">
          {file === null ? (
            <span className="text-mute">or drop it here</span>
          ) : (
            <>
              <b className="font-semibold">{file.name}</b> <span className="text-mute">{formatBytes(file.size)}</span>
            </>
          )}
        </span>
      </div>
      <input
        ref={input}
        type="file"
        aria-label="File with names or ids"
        tabIndex={-1}
        accept=".csv,.txt,.tsv,.json,.jsonl,.ndjson,text/*,application/json"
        className="sr-only"
        onChange={(event) => {
          const [picked] = event.target.files ?? [];
          if (picked !== undefined) onPick(picked);
          // So that choosing the same file again, changed meanwhile, is heard.
          event.target.value = '';
        }}
      />
      <p className="text-mute">
        CSV, one name or id per line, or JSON: objects, one per line or as a list; up to 1 000 000 of them. Columns
        known by name: id, login, kind, duration, until, reason.
      </p>
    </div>
  );
}
