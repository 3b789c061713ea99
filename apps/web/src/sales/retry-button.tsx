'use client';

import { useMutation } from '@apollo/client/react';
import { RetrySaleDocument } from '@tillkeep/client';
import { Button, useToast } from '@tillkeep/ui';
import { describeProblem } from '../problem';

/** Sends one sale to the ERP now, whatever its next attempt is. */
export function RetryButton({ sale }: { sale: { id: string; number: string } }) {
  const toast = useToast();
  const [retry, { loading }] = useMutation(RetrySaleDocument);
  const send = async () => {
    try {
      const { data } = await retry({ variables: { id: sale.id } });
      const sent = data?.retrySale;
      if (sent?.syncStatus === 'SYNCED')
        toast({ text: `Sale ${sale.number} is booked as ${sent.erpReference}.` });
      else toast({ tone: 'failed', text: `Sale ${sale.number} is still not booked. It is safe here.` });
    } catch (error) {
      const { title, advice } = describeProblem(error);
      toast({ tone: 'failed', text: `${title} ${advice}` });
    }
  };
  return (
    <Button
      busy={loading}
      onClick={() => void send()}
      aria-label={`Send now: sale ${sale.number}, to the ERP`}
    >
      Send now
    </Button>
  );
}
