import { useMutation, useQuery } from '@apollo/client/react';
import {
  OutletsDocument,
  ProductPricesDocument,
  SetOutletPriceDocument,
  type ProductRowFragment,
} from '@tillkeep/client';
import { formatMoney, parseMoney, plainMoney } from '@tillkeep/domain';
import { Button, Field, MoneyText, Skeleton, Table, Td, TextInput, Th, Tr, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';

interface PricedOutlet {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  /** Its own price of the product; undefined where it asks the common one. */
  readonly own: number | undefined;
}

/** What each of the person’s outlets asks for a product: its own price or the common one. */
export function OutletPrices({ product }: { product: ProductRowFragment }) {
  const outlets = useQuery(OutletsDocument, { fetchPolicy: 'cache-first' });
  const { data, error, refetch } = useQuery(ProductPricesDocument, { variables: { id: product.id } });
  const [open, setOpen] = useState<PricedOutlet>();
  const prices = data?.product?.outletPrices;
  const priced = outlets.data?.outlets.map((outlet): PricedOutlet => ({
    ...outlet,
    own: prices?.find((price) => price.outlet.id === outlet.id)?.price,
  }));
  return (
    <section aria-labelledby="prices" className="mt-8">
      <h2 id="prices" className="text-base font-semibold">
        Prices at the outlets
      </h2>
      <p className="mt-0.5 mb-3 text-sm text-ink-muted">
        An outlet asks the common price unless it has one of its own. Its tills hear of a change at once.
      </p>
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && (!priced || !prices) && <Skeleton className="h-24 w-full" />}
      {priced && prices && (
        <Table label="Prices at the outlets">
          <thead>
            <tr>
              <Th>Outlet</Th>
              <Th numeric>Price</Th>
              <Th>
                <span className="sr-only">Change</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {priced.map((outlet) => (
              <Tr key={outlet.id}>
                <Td className="w-full font-medium break-words">{outlet.name}</Td>
                <Td numeric>
                  <MoneyText
                    amount={outlet.own ?? product.commonPrice}
                    currency={outlet.currency}
                    className={outlet.own === undefined ? 'text-ink-muted' : 'font-medium'}
                  />
                  <span className="block text-xs text-ink-muted">
                    {outlet.own === undefined ? 'common price' : 'outlet price'}
                  </span>
                </Td>
                <Td className="text-right">
                  <Button onClick={() => setOpen(outlet)} aria-label={`Change the price at ${outlet.name}`}>
                    Change
                  </Button>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {open && <PriceDialog product={product} outlet={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

function PriceDialog(props: { product: ProductRowFragment; outlet: PricedOutlet; onClose: () => void }) {
  const { product, outlet, onClose } = props;
  const { id, name, currency, own } = outlet;
  const [typed, setTyped] = useState(own === undefined ? '' : plainMoney(own, currency));
  const [unread, setUnread] = useState<string>();
  const toast = useToast();
  const [set, { loading, error }] = useMutation(SetOutletPriceDocument);
  const problem = error ? describeProblem(error) : undefined;
  const show = (amount: number) => formatMoney(amount, currency);
  const send = (price: number | null) =>
    set({ variables: { input: { productId: product.id, outletId: id, price } } });

  const save = async () => {
    const price = typed.trim() === '' ? null : parseMoney(typed, currency);
    if (price === undefined) return setUnread('Type an amount such as 12.50, or nothing.');
    await send(price);
    const undo = () =>
      send(own ?? null).then(
        () => toast({ text: 'Put back as it was.' }),
        () => toast({ tone: 'failed', text: 'It could not be put back. Set the price by hand.' }),
      );
    const now = price === null ? `${show(product.commonPrice)}, the common price` : show(price);
    toast({ text: `${name} asks ${now}.`, action: { label: 'Undo', onSelect: () => void undo() } });
    onClose();
  };

  return (
    <FormDialog
      title={`Price at ${name}`}
      description={`${product.name}, now ${show(own ?? product.commonPrice)}${own === undefined ? ', the common price' : ''}.`}
      action="Set the price"
      busy={loading}
      error={error}
      fields={['price']}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label={`Outlet price, ${currency}`}
        hint={`Left empty: the common price, ${show(product.commonPrice)}.`}
        error={unread ?? (problem?.field === 'price' ? problem.title : undefined)}
      >
        <TextInput
          autoFocus
          inputMode="decimal"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setUnread(undefined);
          }}
          autoComplete="off"
          className="tabular text-right"
        />
      </Field>
    </FormDialog>
  );
}
