// The keys and what they do.
import { Card } from './card.tsx';
import { KeyList } from './key-list.tsx';

export function KeyboardSection() {
  return (
    <Card
      title="Keyboard"
      text="Click a key to give the action another one. The window that opens with ? shows them all."
    >
      <KeyList />
    </Card>
  );
}
