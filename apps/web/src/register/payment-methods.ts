import type { PaymentMethod } from '@tillkeep/domain';

export const methods = {
  CASH: { name: 'Cash', by: 'in cash', exactly: 'exact' },
  CARD: { name: 'Card', by: 'by card', exactly: 'all by card' },
  OTHER: { name: 'Other', by: 'otherwise', exactly: 'all otherwise' },
} as const satisfies Record<PaymentMethod, unknown>;
