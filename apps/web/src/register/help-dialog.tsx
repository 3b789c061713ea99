import { Dialog } from '@tillkeep/ui';

/** F1: what the keyboard does here. */
export default function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Keys of the register"
      description="A scanner works wherever you are: set it to send Enter or Tab after each code."
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-5 gap-y-2.5 text-sm">
        {keys.map(([names, does]) => (
          <div key={does} className="contents">
            <dt className="flex flex-wrap gap-1">
              {names.map((name) => (
                <kbd
                  key={name}
                  className="rounded-sm border border-line-strong bg-sunken px-1.5 py-0.5 font-sans text-xs font-medium"
                >
                  {name}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

const keys: [names: string[], does: string][] = [
  [['F2', '/'], 'Search; arrows choose, Enter adds, Esc goes back to the sale'],
  [
    ['0–9', '×'],
    'Quantity of the chosen line (Enter or * do the same); before the first line: of the next item',
  ],
  [['↑', '↓'], 'Another line of the sale, or another product'],
  [['F9'], 'Pay; Enter then takes the exact amount in cash'],
  [['F6'], 'Hold the sale: it waits here until it is taken up again'],
  [['F8'], 'Return: goods come back, by the number of their receipt; add others to exchange them'],
  [['F7'], 'Drawer: open and close a shift, pay in and out, X and Z reports'],
  [['0–9'], 'While paying: the amount that the customer gives'],
  [['Esc'], 'One step back; on a receipt: new sale'],
  [['Tab'], 'The next control'],
  [['F1'], 'This help'],
];
