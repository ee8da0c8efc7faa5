// What has changed, version by version: the project's own list of changes, as it was when this page was built.
import changelog from '../../../../CHANGELOG.md?raw';
import { Marked } from './blocks.tsx';
import { releasesOf } from './changes.ts';

const RELEASES = releasesOf(changelog);

export function WhatsNewPage() {
  return RELEASES.map(({ version, intro, changes }) => (
    <section key={version} aria-label={`Version ${version}`} className="flex flex-col gap-2">
      <h3 className="font-semibold">{version}</h3>
      {intro !== '' && (
        <p className="text-mute">
          <Marked text={intro} />
        </p>
      )}
      <ul className="flex list-disc flex-col gap-1.5 pl-5">
        {changes.map((change) => (
          <li key={change}>
            <Marked text={change} />
          </li>
        ))}
      </ul>
    </section>
  ));
}
