import { useMutation } from '@apollo/client/react';
import {
  CreateOutletDocument,
  OutletsDocument,
  OutletSettingsDocument,
  UpdateOutletDocument,
  type OutletSettingsFieldsFragment,
} from '@tillkeep/client';
import { parseMoney, plainMoney } from '@tillkeep/domain';
import { Field, TextInput, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { useOutlet } from '../outlet';
import { session } from '../people/this-session';
import { describeProblem } from '../problem';
import { NO_TAX_RATE, OutletFields, readTaxRate, type OutletTexts } from './outlet-fields';

/** A new outlet, or what is to change about one. */
export function OutletDialog(props: {
  /** A new one when left out. */
  outlet?: OutletSettingsFieldsFragment;
  onClose: () => void;
}) {
  const { outlet, onClose } = props;
  const here = useOutlet();
  const [typed, setTyped] = useState(() => textsOf(outlet ?? here, outlet));
  const [unread, setUnread] = useState<Partial<Record<keyof typeof typed, string>>>({});
  const change = (some: Partial<typeof typed>) => {
    setTyped({ ...typed, ...some });
    setUnread({});
  };
  const toast = useToast();
  const news = { refetchQueries: [OutletSettingsDocument, OutletsDocument] };
  const [create, creating] = useMutation(CreateOutletDocument, news);
  const [update, updating] = useMutation(UpdateOutletDocument, news);
  const error = creating.error ?? updating.error;
  const problem = error ? describeProblem(error) : undefined;
  const wrongOf = (field: string) => (problem?.field === field ? problem.title : undefined);
  const wrong = (field: keyof typeof typed) => unread[field] ?? wrongOf(field);

  const save = async () => {
    const { dayEnds, priceChange, difference, refund, ...rest } = typed;
    const defaultTaxRate = readTaxRate(rest.defaultTaxRate);
    const cutOverMinutes = minutesOf(dayEnds);
    if (defaultTaxRate === undefined) return setUnread({ defaultTaxRate: NO_TAX_RATE });
    if (cutOverMinutes === undefined) return setUnread({ dayEnds: 'Type a time such as 04:00.' });
    const input = { ...rest, defaultTaxRate, cutOverMinutes };
    if (outlet) {
      const differenceLimit = parseMoney(difference, outlet.currency);
      if (differenceLimit === undefined) return setUnread({ difference: 'Type an amount such as 5.00.' });
      const refundLimit = parseMoney(refund, outlet.currency);
      if (refundLimit === undefined) return setUnread({ refund: 'Type an amount such as 20.00.' });
      const limits = { priceChangeLimit: Number(priceChange), differenceLimit, refundLimit };
      await update({ variables: { id: outlet.id, input: { ...input, ...limits } } });
    } else await create({ variables: { input } });
    // Who is signed in knows by name the outlets that are theirs.
    void session.tokenAfter(await session.token());
    toast({
      text: outlet ? `${typed.name} is saved.` : `${typed.name} is open: its first till waits for a device.`,
    });
    onClose();
  };

  return (
    <FormDialog
      title={outlet ? outlet.name : 'New outlet'}
      description={outlet && 'Tills take changes up between two sales.'}
      action={outlet ? 'Save' : 'Open the outlet'}
      busy={creating.loading || updating.loading}
      error={error}
      fields={[...Object.keys(typed), 'cutOverMinutes', 'priceChangeLimit', 'differenceLimit', 'refundLimit']}
      onSubmit={save}
      onClose={onClose}
    >
      <OutletFields typed={typed} onChange={change} wrong={wrong} currencyStays={!(outlet && here?.isOnly)} />
      <Field
        label="The business day ends at"
        hint="Sales before that hour still belong to the day before."
        error={unread.dayEnds ?? wrongOf('cutOverMinutes')}
      >
        <TextInput
          type="time"
          required
          value={typed.dayEnds}
          onChange={(event) => change({ dayEnds: event.target.value })}
          className="tabular tablet:max-w-40"
        />
      </Field>
      {outlet && (
        <fieldset className="grid items-start gap-4 tablet:grid-cols-2">
          <legend className="mb-2 text-sm text-ink-muted">
            What a cashier does alone; beyond it, a manager approves at the register.
          </legend>
          <Field label="Price changes up to, %" error={wrongOf('priceChangeLimit')}>
            <TextInput
              inputMode="numeric"
              pattern="\d{1,3}"
              required
              value={typed.priceChange}
              onChange={(event) => change({ priceChange: event.target.value })}
              className="tabular text-right"
            />
          </Field>
          <Field
            label={`Drawer differences up to, ${outlet.currency}`}
            error={unread.difference ?? wrongOf('differenceLimit')}
          >
            <TextInput
              inputMode="decimal"
              required
              value={typed.difference}
              onChange={(event) => change({ difference: event.target.value })}
              className="tabular text-right"
            />
          </Field>
          <Field
            label={`Refunds up to, ${outlet.currency}`}
            hint="In one sale; at 0 each asks."
            error={unread.refund ?? wrongOf('refundLimit')}
          >
            <TextInput
              inputMode="decimal"
              required
              value={typed.refund}
              onChange={(event) => change({ refund: event.target.value })}
              className="tabular text-right"
            />
          </Field>
        </fieldset>
      )}
    </FormDialog>
  );
}

/** A new outlet begins as the one that the office is about. */
function textsOf(
  like:
    | Pick<OutletSettingsFieldsFragment, 'timeZone' | 'currency' | 'pricesIncludeTax' | 'defaultTaxRate'>
    | undefined,
  outlet: OutletSettingsFieldsFragment | undefined,
): OutletTexts & { dayEnds: string; priceChange: string; difference: string; refund: string } {
  return {
    code: outlet?.code ?? '',
    name: outlet?.name ?? '',
    timeZone: like?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: like?.currency ?? 'EUR',
    pricesIncludeTax: like?.pricesIncludeTax ?? true,
    defaultTaxRate: like?.defaultTaxRate ? String(like.defaultTaxRate) : '',
    dayEnds: timeOf(outlet?.cutOverMinutes ?? 0),
    priceChange: String(outlet?.priceChangeLimit ?? ''),
    difference: outlet ? plainMoney(outlet.differenceLimit, outlet.currency) : '',
    refund: outlet ? plainMoney(outlet.refundLimit, outlet.currency) : '',
  };
}

/** 240: "04:00" */
export function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
