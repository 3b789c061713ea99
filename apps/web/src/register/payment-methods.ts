import type { PaymentMethod } from '@tillkeep/domain';
import { Banknote, CreditCard, Wallet } from 'lucide-react';

export const methods = {
  CASH: { name: 'Cash', by: 'in cash', exactly: 'exact', Icon: Banknote },
  CARD: { name: 'Card', by: 'by card', exactly: 'all by card', Icon: CreditCard },
  OTHER: { name: 'Other', by: 'otherwise', exactly: 'all otherwise', Icon: Wallet },
} as const satisfies Record<PaymentMethod, unknown>;
