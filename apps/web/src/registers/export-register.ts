import type { ProofOfRegisterFragment, RegisterSalesQuery } from '@tillkeep/client';

export type ExportedSale = RegisterSalesQuery['sales']['nodes'][number];

/**
 * All sales of a register as their device hashed them, for `npm run verify:register`: it recomputes hashes, sequence,
 * numbers and totals from this file alone. The claims in the order of their epochs, their sales in the order of their places.
 */
export function registerExport(
  { register, claims }: ProofOfRegisterFragment,
  sales: readonly ExportedSale[],
  exportedAt: Date,
): string {
  const { id, code, name, outlet } = register;
  const { code: outletCode, name: outletName, timeZone, currency, pricesIncludeTax, cutOverMinutes } = outlet;
  const file = {
    format: 'tillkeep-register-1',
    exportedAt: exportedAt.toISOString(),
    register: {
      ...{ id, code, name },
      outlet: { code: outletCode, name: outletName, timeZone, currency, pricesIncludeTax, cutOverMinutes },
    },
    claims: claims.map(({ claimId, epoch, deviceName, claimedAt, endedAt, deviceSequence }) => ({
      ...{ claimId, epoch, deviceName, claimedAt, endedAt, deviceSequence },
      sales: sales
        .filter((sale) => sale.claim.id === claimId)
        .sort((a, b) => a.sequence - b.sequence || (a.reference < b.reference ? -1 : 1))
        .map(({ sequence, reference, hash, asSent, flags }) => ({
          sequence,
          reference,
          hash,
          asSent,
          flags,
        })),
    })),
  };
  return JSON.stringify(file, null, 1);
}
