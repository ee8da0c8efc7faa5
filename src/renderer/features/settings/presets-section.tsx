// What the composer offers: timeouts, the ladder of offences, reasons.
import { LadderForm } from './ladder-form.tsx';
import { PresetsForm } from './presets-form.tsx';
import { ReasonsForm } from './reasons-form.tsx';

export function PresetsSection() {
  return (
    <>
      <PresetsForm />
      <LadderForm />
      <ReasonsForm />
    </>
  );
}
