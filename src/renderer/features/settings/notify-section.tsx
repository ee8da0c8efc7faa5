// What is said, how and when: on this machine, by which sounds, and at Discord.
import { DiscordCard } from './discord-card.tsx';
import { DiscordTemplates } from './discord-templates.tsx';
import { NotifyHere } from './notify-here.tsx';
import { NotifyQuiet } from './notify-quiet.tsx';

export function NotifySection() {
  return (
    <>
      <NotifyHere />
      <NotifyQuiet />
      <DiscordCard />
      <DiscordTemplates />
    </>
  );
}
