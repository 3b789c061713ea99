import { parseQuantity, quantityToNumber } from '@tillkeep/domain';
import { Checkbox, Field, Select, TextInput } from '@tillkeep/ui';

/** What an outlet is, as it is typed. */
export interface OutletTexts {
  code: string;
  name: string;
  timeZone: string;
  currency: string;
  pricesIncludeTax: boolean;
  /** In percent. */
  defaultTaxRate: string;
}

/** Of a new outlet, and of one that changes. */
export function OutletFields(props: {
  typed: OutletTexts;
  onChange: (some: Partial<OutletTexts>) => void;
  /** What is wrong with a field, if anything. */
  wrong: (field: keyof OutletTexts) => string | undefined;
  /** The shop has it already. */
  currencyStays?: boolean;
}) {
  const { typed, onChange, wrong, currencyStays } = props;
  return (
    <>
      <div className="grid items-start gap-4 tablet:grid-cols-[8rem_minmax(0,1fr)]">
        <Field label="Code" hint="Begins the reference of every sale." error={wrong('code')}>
          <TextInput
            required
            maxLength={12}
            value={typed.code}
            onChange={(event) => onChange({ code: event.target.value.toUpperCase() })}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label="Outlet name" hint="Stands on the receipt." error={wrong('name')}>
          <TextInput
            required
            value={typed.name}
            onChange={(event) => onChange({ name: event.target.value })}
            autoComplete="organization"
          />
        </Field>
      </div>
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <Field label="Time zone" error={wrong('timeZone')}>
          <Select value={typed.timeZone} onChange={(event) => onChange({ timeZone: event.target.value })}>
            {zonesWith(typed.timeZone).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </Select>
        </Field>
        <Field
          label="Currency"
          hint={
            currencyStays
              ? 'The same at all outlets of the shop.'
              : 'It can’t be changed once there are prices.'
          }
          error={wrong('currency')}
        >
          <Select
            value={typed.currency}
            disabled={currencyStays}
            onChange={(event) => onChange({ currency: event.target.value })}
          >
            {Intl.supportedValuesOf('currency').map((currency) => (
              <option key={currency} value={currency}>
                {currencyName(currency)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <Field
          label="Default tax rate, %"
          hint="Of new products, unless they say otherwise."
          error={wrong('defaultTaxRate')}
        >
          <TextInput
            inputMode="decimal"
            placeholder="0"
            value={typed.defaultTaxRate}
            onChange={(event) => onChange({ defaultTaxRate: event.target.value })}
            autoComplete="off"
            className="tabular text-right"
          />
        </Field>
        <Checkbox
          className="tablet:mt-6"
          label="Prices include tax"
          checked={typed.pricesIncludeTax}
          onChange={(event) => onChange({ pricesIncludeTax: event.target.checked })}
        />
      </div>
    </>
  );
}

/** In percent; nothing typed is none. Undefined for what is no rate. */
export function readTaxRate(text: string): number | undefined {
  // Both have three decimal places, so a rate is read as a quantity is.
  const rate = parseQuantity(text.trim() || '0');
  return rate !== undefined && rate >= 0 ? quantityToNumber(rate) : undefined;
}

export const NO_TAX_RATE = 'Type a percentage such as 20 or 5.5.';

/** Browsers call a zone by one of its names; this device's own may be another. */
function zonesWith(own: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes(own) ? zones : [own, ...zones];
}

function currencyName(currency: string): string {
  return `${currency} – ${new Intl.DisplayNames(undefined, { type: 'currency' }).of(currency) ?? currency}`;
}
