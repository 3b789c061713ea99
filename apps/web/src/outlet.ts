'use client';

import { useQuery } from '@apollo/client/react';
import { OutletsDocument, type OutletFieldsFragment } from '@tillkeep/client';
import { useEffect, useMemo } from 'react';
import { useOutletId } from './people/this-session';

export type OutletHere = OutletFieldsFragment & {
  /** The shop has no other: its price is the common one, and nobody speaks of the two. */
  isOnly: boolean;
  /** A screen shows the short number of a sale while the outlet has one register, the reference otherwise. */
  hasOneRegister: boolean;
  /** The register that this browser sells on: the outlet's first, or its server register when it has no other. */
  registerId: string | undefined;
};

/** The outlet that the office is about; undefined while it loads. Its own server register (`00`) sells nothing by itself. */
export function useOutlet(): OutletHere | undefined {
  const outletId = useOutletId();
  const { data, startPolling, stopPolling } = useQuery(OutletsDocument, { fetchPolicy: 'cache-first' });
  // Without it no page can show a price: it is asked again until it comes.
  useEffect(() => {
    if (data) return stopPolling();
    startPolling(4_000);
  }, [data, startPolling, stopPolling]);
  return useMemo(() => {
    const outlet = data?.outlets.find(({ id }) => id === outletId) ?? data?.outlets[0];
    if (!data || !outlet) return undefined;
    const registers = data.registers.filter(
      (register) => register.outlet.id === outlet.id && register.code !== '00',
    );
    return {
      ...outlet,
      isOnly: data.outletCount === 1,
      hasOneRegister: registers.length <= 1,
      registerId: registers[0]?.id,
    };
  }, [data, outletId]);
}
