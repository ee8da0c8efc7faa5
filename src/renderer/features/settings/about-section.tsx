// Which Modkeep this is, and where it keeps what.
import type { ReactNode } from 'react';
import { openHelp } from '../../lib/open-help.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { Card } from './card.tsx';
import { UpdatesCard } from './updates-card.tsx';

const VAULT_WORDS = {
  system: 'in the system’s keychain',
  file: 'in a file only you can read',
  memory: 'in memory: a restart signs out',
} as const;
const SHELL_WORDS = { desktop: 'desktop', browser: 'browser, served from this machine' } as const;

export function AboutSection() {
  const { store } = useServices();
  const app = useApp((state) => state.app);
  if (app === null) return null;
  return (
    <>
      <Card title="About">
        <dl>
          <Fact word="Modkeep">
            <Copyable text={app.version} label="version" />
          </Fact>
          <Fact word="Shell">{SHELL_WORDS[app.shell]}</Fact>
          <Fact word="Sign-ins">kept {VAULT_WORDS[app.vault]}</Fact>
          <Fact word="Record">one SQLite file in the data folder, with backups beside it; it holds no sign-in</Fact>
        </dl>
        <Button className="mt-2" onClick={() => openHelp(store, 'about')}>
          Versions and licences
        </Button>
      </Card>
      <UpdatesCard />
    </>
  );
}

function Fact({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 border-t border-line py-1.5 first:border-t-0">
      <dt className="text-mute">{word}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
