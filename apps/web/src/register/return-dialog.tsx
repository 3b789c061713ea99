import { SalesToReturnDocument } from '@tillkeep/client/register';
import {
  formatMoney,
  formatQuantity,
  parseQuantity,
  quantity,
  quantityToNumber,
  refundable,
  settleReturn,
  type Cart,
  type Quantity,
} from '@tillkeep/domain';
import { listSales, postToGateway, StoreError, type StoredSale } from '@tillkeep/offline';
import {
  findSalesToReturn,
  type FoundToReturn,
  type LineToReturn,
  type SaleToReturn,
} from '@tillkeep/offline/returns';
import { Button, Checkbox, Dialog, Field, Notice, TextInput } from '@tillkeep/ui';
import { Minus, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { formatShortDateTime } from '../format';
import { DrawerForm, Reason } from './drawer-form';
import type { LineTakenBack } from './register-state';
import { GATEWAY } from './transport';
import type { OpenTill } from './use-till';
import { useStored } from './use-stored';

/** F8: finds the sale that goods come back from, here or by the gateway, and takes back what still can come back of it. */
export default function ReturnDialog(props: {
  till: OpenTill;
  cart: Cart;
  onReturn: (lines: readonly LineTakenBack[]) => void;
  onClose: () => void;
  /** Nothing has the focus. */
  onClosed: () => void;
}) {
  const { till, cart, onReturn, onClose, onClosed } = props;
  const { store, claim } = till;
  const [found, setFound] = useState<FoundToReturn & { readonly name: string }>();
  const [chosen, setChosen] = useState<SaleToReturn>();
  const [problem, setProblem] = useState<string>();

  const find = async (name: string) => {
    try {
      const answer = await findSalesToReturn(store, name, askGateway);
      setFound({ ...answer, name });
      setProblem(undefined);
      setChosen(answer.sales.length === 1 ? answer.sales[0] : undefined);
    } catch (error) {
      setProblem(error instanceof StoreError ? error.problem.message : 'This device could not look it up.');
    }
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        onClosed();
      }}
      title={chosen ? `Return from sale ${chosen.number}` : 'Return'}
      description={
        chosen
          ? `Sold ${formatShortDateTime(chosen.soldAt, claim.outlet.timeZone)}. What was paid is given back.`
          : 'Scan or type the number of the receipt.'
      }
    >
      <div className="grid gap-4">
        {problem && <Notice tone="failed" title={problem} />}
        {found && !found.gatewayAsked && (
          <Notice tone="info" title="The gateway does not answer">
            Only what this till has sold is found, and what other tills took back is not known.
          </Notice>
        )}
        {chosen ? (
          <ChooseLines
            key={chosen.id}
            sale={chosen}
            cart={cart}
            currency={claim.outlet.currency}
            onBack={() => setChosen(undefined)}
            onReturn={(lines) => {
              onReturn(lines);
              onClose();
            }}
          />
        ) : (
          <FindSale till={till} found={found} onFind={find} onChoose={setChosen} />
        )}
      </div>
    </Dialog>
  );
}

/** In milliseconds: the customer waits. */
const PATIENCE = 4000;

function askGateway(token: string, number: string) {
  const body = { query: SalesToReturnDocument, variables: { number } };
  return postToGateway(GATEWAY, { token, field: 'salesToReturn', body }, AbortSignal.timeout(PATIENCE));
}

function FindSale(props: {
  till: OpenTill;
  found: (FoundToReturn & { readonly name: string }) | undefined;
  onFind: (name: string) => Promise<void>;
  onChoose: (sale: SaleToReturn) => void;
}) {
  const { till, found, onFind, onChoose } = props;
  const { store, sync, claim } = till;
  const [name, setName] = useState('');
  const latest = useStored(
    sync,
    useCallback(() => listSales(store, { limit: LATEST }), [store]),
  );
  const show = (amount: number) => formatMoney(amount, claim.outlet.currency);
  const isUnknown = found?.sales.length === 0 && found.name === name;
  return (
    <>
      <DrawerForm disabled={name.trim() === ''} action="Find" onSubmit={() => onFind(name)}>
        <Field
          label="Receipt number"
          error={isUnknown ? 'No sale is called so here.' : undefined}
          hint="As on the receipt, or only its last digits for a sale of today."
        >
          <TextInput
            autoFocus
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="tabular h-11"
          />
        </Field>
      </DrawerForm>
      {found && found.sales.length > 1 && (
        <ul aria-label="Sales of this number" className="grid gap-2">
          {found.sales.map((sale) => (
            <li key={sale.id}>
              <Button size="touch" className="w-full justify-start" onClick={() => onChoose(sale)}>
                {sale.reference}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {latest && latest.some(hasSold) && (
        <section aria-labelledby="latest-heading" className="grid gap-2">
          <h3 id="latest-heading" className="text-sm font-medium text-ink-muted">
            Latest sales on this till
          </h3>
          <ul className="grid gap-2">
            {latest.filter(hasSold).map(({ id, sent, reference }) => (
              <li key={id}>
                <Button
                  size="touch"
                  className="w-full justify-between"
                  onClick={() => void onFind(reference)}
                >
                  <span className="tabular">{sent.number}</span>
                  <span className="tabular font-normal text-ink-muted">{show(sent.total)}</span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const LATEST = 5;

function hasSold({ sent }: StoredSale): boolean {
  return sent.lines.some((line) => line.quantity > 0);
}

function ChooseLines(props: {
  sale: SaleToReturn;
  cart: Cart;
  currency: string;
  onBack: () => void;
  onReturn: (lines: readonly LineTakenBack[]) => void;
}) {
  const { sale, cart, currency, onBack, onReturn } = props;
  const lines = sale.lines.filter(({ sold }) => sold.quantity > 0);
  const open = lines.filter(({ sold }) => refundable(sold) > 0);
  const [back, setBack] = useState(
    () => new Map(open.map((line) => [line.position, atFirst(line, sale, cart, open)])),
  );
  const [reason, setReason] = useState('');
  const [restock, setRestock] = useState(true);
  const taken = open.filter(({ position }) => (back.get(position) ?? 0) > 0);
  const show = (amount: number) => formatMoney(amount, currency);
  const worth = (line: LineToReturn) =>
    -settleReturn(quantity(-(back.get(line.position) ?? 0)), line.sold).total;
  const total = taken.reduce((sum, line) => sum + worth(line), 0);
  const take = () =>
    onReturn(
      taken.map(({ position, product, sold, returnedHere }) => ({
        product,
        back: quantity(-(back.get(position) ?? 0)),
        returned: {
          of: { saleId: sale.id, position, reason: reason.trim(), restock },
          saleNumber: sale.number,
          ...{ sold, returnedHere },
        },
      })),
    );
  if (open.length === 0) {
    return (
      <>
        <p>All of this sale has come back already.</p>
        <Button size="touch" autoFocus className="justify-self-end" onClick={onBack}>
          Back
        </Button>
      </>
    );
  }
  return (
    <DrawerForm
      disabled={taken.length === 0 || reason.trim() === ''}
      action={total > 0 ? `Take back for ${show(total)}` : 'Take back'}
      onBack={onBack}
      onSubmit={take}
    >
      <ul aria-label="What comes back" className="divide-y divide-line border-y border-line">
        {lines.map((line, index) => (
          <li key={line.position} className="flex items-center gap-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="block font-medium break-words">{line.product.name}</span>
              <span className="tabular block text-sm text-ink-muted">
                {leftWords(line)}, {show(line.product.price)} each
              </span>
            </span>
            {refundable(line.sold) > 0 && (
              <Pieces
                name={line.product.name}
                most={refundable(line.sold)}
                value={back.get(line.position) ?? quantity(0)}
                autoFocus={lines.findIndex(({ sold }) => refundable(sold) > 0) === index}
                onChange={(value) => setBack(new Map(back).set(line.position, value))}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="grid gap-2">
        <Reason maxLength={200} value={reason} onChange={setReason} />
        <div role="group" aria-label="Frequent reasons" className="flex flex-wrap gap-2">
          {REASONS.map(({ name, isSound }) => (
            <Button
              key={name}
              size="touch"
              aria-pressed={reason === name}
              onClick={() => {
                setReason(name);
                setRestock(isSound);
              }}
            >
              {name}
            </Button>
          ))}
        </div>
      </div>
      <Checkbox
        label="The goods go back to stock"
        checked={restock}
        onChange={(event) => setRestock(event.target.checked)}
        className="min-h-11"
      />
    </DrawerForm>
  );
}

/** Sound goods can be sold again. */
const REASONS = [
  { name: 'Damaged', isSound: false },
  { name: 'Wrong item', isSound: true },
  { name: 'Changed their mind', isSound: true },
];

/** Of a sale with one line, all; of others nothing is chosen for the cashier; and what is in the cart already stays. */
function atFirst(
  line: LineToReturn,
  sale: SaleToReturn,
  cart: Cart,
  open: readonly LineToReturn[],
): Quantity {
  const there = cart.lines.find(
    ({ returned }) => returned?.of.saleId === sale.id && returned.of.position === line.position,
  );
  if (there) return quantity(Math.min(-there.quantity, refundable(line.sold)));
  return open.length === 1 ? refundable(line.sold) : quantity(0);
}

function leftWords({ sold }: LineToReturn): string {
  const left = refundable(sold);
  if (left === 0) return 'All returned';
  return sold.returned === 0
    ? `${formatQuantity(sold.quantity)} sold`
    : `${formatQuantity(left)} of ${formatQuantity(sold.quantity)} left`;
}

function Pieces(props: {
  name: string;
  most: Quantity;
  value: Quantity;
  autoFocus: boolean;
  onChange: (value: Quantity) => void;
}) {
  const { name, most, value, autoFocus, onChange } = props;
  const [typed, setTyped] = useState<string>();
  const set = (thousandths: number) => {
    setTyped(undefined);
    onChange(quantity(Math.min(Math.max(thousandths, 0), most)));
  };
  const read = typed === undefined ? value : parseQuantity(typed);
  const isWrong = read === undefined || read < 0 || read > most;
  const step =
    'flex size-11 items-center justify-center border border-line-strong bg-surface hover:bg-sunken';
  return (
    <span className="flex">
      <button
        type="button"
        aria-label={`One less ${name}`}
        onClick={() => set(value - ONE)}
        className={`${step} rounded-l-md`}
      >
        <Minus aria-hidden className="size-5" />
      </button>
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        aria-label={`How many ${name}`}
        aria-invalid={isWrong || undefined}
        autoFocus={autoFocus}
        value={typed ?? String(quantityToNumber(value))}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          const now = parseQuantity(event.target.value);
          setTyped(event.target.value);
          onChange(now !== undefined && now >= 0 && now <= most ? now : quantity(0));
        }}
        onBlur={() => setTyped(undefined)}
        className="tabular h-11 w-16 border-y border-line-strong bg-surface px-2 text-center focus-visible:z-10 focus-visible:outline-offset-0 aria-invalid:border-failed"
      />
      <button
        type="button"
        aria-label={`One more ${name}`}
        onClick={() => set(value + ONE)}
        className={`${step} rounded-r-md`}
      >
        <Plus aria-hidden className="size-5" />
      </button>
    </span>
  );
}

const ONE = 1000;
