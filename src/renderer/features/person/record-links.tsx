// From a person to what Activity and the audit log say of them, where it can be filtered and read back to the beginning.
import { EVERYTHING, type RecordScreen } from '../../lib/record-filter.ts';
import { useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';

export function RecordLinks({ userId, name }: { readonly userId: string; readonly name: string }) {
  const { store } = useServices();
  const show = (screen: RecordScreen): void =>
    store.setState((state) => ({
      screen,
      isEverywhere: false,
      search: { ...state.search, [screen]: '' },
      records: { ...state.records, [screen]: { ...EVERYTHING, target: { id: userId, name } } },
    }));
  return (
    <span className="-my-1 flex" role="group" aria-label="Read on">
      <Button look="quiet" className="min-h-6 px-1.5 py-0 text-xs" onClick={() => show('activity')}>
        Activity
      </Button>
      <Button look="quiet" className="min-h-6 px-1.5 py-0 text-xs" onClick={() => show('audit')}>
        Audit log
      </Button>
    </span>
  );
}
