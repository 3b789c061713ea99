import { formatMoney } from '@tillkeep/domain';
import { classNames } from './class-names';

/** An amount of money, in whole minor units, as people write it; digits of one width. */
export function MoneyText(props: { amount: number; currency: string; locale?: string; className?: string }) {
  const { amount, currency, locale, className } = props;
  return (
    <span className={classNames('tabular whitespace-nowrap', className)}>
      {formatMoney(amount, currency, locale)}
    </span>
  );
}
