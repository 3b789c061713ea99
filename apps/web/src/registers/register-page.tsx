'use client';

import { useApolloClient, useQuery } from '@apollo/client/react';
import {
  RegisterProofDocument,
  RegisterSalesDocument,
  type ProofOfClaimFragment,
  type ProofOfRegisterFragment,
} from '@tillkeep/client';
import { Button, ButtonLink, Notice, Skeleton, Table, Td, Th, Tr, useToast } from '@tillkeep/ui';
import { ChevronLeft, FileDown } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { download } from '../download';
import { formatCount, formatShortDateTime } from '../format';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { AbandonButton } from './abandon-button';
import { registerExport, type ExportedSale } from './export-register';
import { holderName } from './holder-name';
import { ProofMark } from './proof-mark';
import {
  claimLine,
  claimState,
  faultWords,
  isAwaited,
  proofLine,
  proofState,
  type ProofState,
} from './proof-words';
import { RegisterEvents } from './register-events';
import { SaleConflicts } from './sale-conflicts';

/** One register: the proof, claim by claim, that everything it has sold has arrived unaltered; and what it can't prove. */
export function RegisterPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(RegisterProofDocument, { variables: { registerId: id } });
  const proof = data?.registerProof;
  return (
    <>
      <Link
        href="/registers"
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Registers
      </Link>
      <PageHeader
        title={proof ? `${proof.register.name} (${proof.register.code})` : 'Register'}
        actions={
          proof && (
            <>
              <ButtonLink>
                <Link href={`/shifts?register=${id}`}>Shifts</Link>
              </ButtonLink>
              <ExportButton proof={proof} />
            </>
          )
        }
      >
        {proof ? `${proof.register.outlet.name} · ${holderWords(proof)}` : '\u00a0'}
      </PageHeader>
      <div className="grid gap-5">
        {error && !proof && <ProblemNotice error={error} onRetry={() => refetch()} />}
        {!proof && !error && <Skeleton className="h-60 w-full" />}
        {proof && (
          <>
            <Verdict proof={proof} />
            <SaleConflicts
              namesSale
              of={({ claim, sale }) =>
                sale.register.id === id || proof.claims.some(({ claimId }) => claimId === claim.id)
              }
            />
            <Claims proof={proof} />
            <Faults claims={proof.claims} />
            <RegisterEvents register={proof.register} />
            <Limits />
          </>
        )}
      </div>
    </>
  );
}

function holderWords({ register }: ProofOfRegisterFragment): string {
  const { claim, outlet } = register;
  const since = claim ? ` since ${formatShortDateTime(claim.claimedAt, outlet.timeZone)}` : '';
  return `held by ${holderName(register)}${since}`;
}

function Verdict({ proof }: { proof: ProofOfRegisterFragment }) {
  const { tone, title, advice } = verdicts[proofState(proof)];
  return (
    <Notice tone={tone} title={title}>
      <p>{proofLine(proof)}</p>
      {advice && <p className="mt-1">{advice}</p>}
    </Notice>
  );
}

const verdicts: Record<ProofState, { tone: 'done' | 'warning' | 'failed'; title: string; advice?: string }> =
  {
    whole: { tone: 'done', title: 'Everything that this register sold has arrived, unaltered.' },
    abandoned: {
      tone: 'warning',
      title: 'Some sales never arrived; a manager has given them up.',
      advice: 'Everything else is here, unaltered. Should they turn up, they are recorded all the same.',
    },
    waiting: {
      tone: 'warning',
      title: 'Some sales have not arrived yet.',
      advice:
        'They are on the device that made them. Open Tillkeep there with the network on, and they come by themselves; a device that can’t send them gives a rescue file.',
    },
    broken: {
      tone: 'failed',
      title: 'What has arrived does not fit together.',
      advice:
        'Nothing is lost by that: every sale is kept as it came. See below where, and call the support.',
    },
  };

function Claims({ proof: { claims, register } }: { proof: ProofOfRegisterFragment }) {
  const at = (instant: string) => formatShortDateTime(instant, register.outlet.timeZone);
  if (claims.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">Claim by claim</h2>
      <Table label="Claims">
        <thead>
          <tr>
            <Th numeric>Claim</Th>
            <Th>Device</Th>
            <Th className="max-tablet:hidden">Held</Th>
            <Th numeric className="max-tablet:hidden">
              Recorded
            </Th>
            <Th>Proof</Th>
          </tr>
        </thead>
        <tbody>
          {claims.map((claim) => (
            <Tr key={claim.claimId}>
              <Td numeric className="align-top text-ink-muted">
                {formatCount(claim.epoch)}
              </Td>
              <Td className="align-top">{claim.deviceName}</Td>
              <Td className="tabular align-top whitespace-nowrap text-ink-muted max-tablet:hidden">
                {at(claim.claimedAt)} – {claim.endedAt ? at(claim.endedAt) : 'now'}
              </Td>
              <Td numeric className="align-top max-tablet:hidden">
                {formatCount(claim.recorded)}
              </Td>
              <Td className="w-full align-top">
                <span className="flex items-start gap-2">
                  <ProofMark state={claimState(claim)} />
                  <span>
                    {claimLine(claim)}
                    {claim.abandoned && (
                      <span className="block text-ink-muted">
                        {at(claim.abandoned.at)}, given up: “{claim.abandoned.note}”
                      </span>
                    )}
                    {isAwaited(claim) && claim.endedAt && (
                      <span className="block text-ink-muted">
                        Another device has taken over the register; this one can still hand in its sales.
                        <AbandonButton claim={claim} />
                      </span>
                    )}
                  </span>
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Faults({ claims }: { claims: readonly ProofOfClaimFragment[] }) {
  const faults = claims.flatMap(({ epoch, faults }) => faults.map((fault) => ({ ...fault, epoch })));
  if (faults.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">Where the chain is broken</h2>
      <Table label="Broken places of the chain">
        <thead>
          <tr>
            <Th numeric>Claim</Th>
            <Th numeric>Sale</Th>
            <Th>What is wrong</Th>
          </tr>
        </thead>
        <tbody>
          {faults.map(({ epoch, sequence, saleId, kind }) => (
            <Tr key={`${saleId} ${kind}`}>
              <Td numeric className="align-top text-ink-muted">
                {formatCount(epoch)}
              </Td>
              <Td numeric className="align-top">
                <Link href={`/sales/${saleId}`} prefetch={false} className="font-medium hover:underline">
                  {formatCount(sequence)}
                </Link>
              </Td>
              <Td className="w-full">{faultWords[kind]}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Limits() {
  return (
    <section aria-labelledby="limits" className="max-w-prose text-sm text-ink-muted">
      <h2 id="limits" className="mb-1 font-semibold text-ink">
        What this proves, and what it can’t
      </h2>
      <p>
        A device counts its sales 1, 2, 3 … and puts into each the hash of the one before it. All hashes are
        worked out again here from what is recorded, so a sale that is missing, doubled or changed shows. With
        the exported file anybody can check that on another computer: <code>npm run verify:register</code>.
      </p>
      <p className="mt-2">
        It can’t show sales that a device made after it was last heard of and never handed in, because it
        burned, was lost or was wiped: of those nobody else knows the count. Receipts and the drawer can.
      </p>
    </section>
  );
}

function ExportButton({ proof }: { proof: ProofOfRegisterFragment }) {
  const client = useApolloClient();
  const toast = useToast();
  const [read, setRead] = useState<number>();
  const { id, code, outlet } = proof.register;

  const run = async () => {
    const sales: ExportedSale[] = [];
    setRead(0);
    try {
      let after: string | null = null;
      do {
        const page: { data?: RegisterSalesPage } = await client.query({
          query: RegisterSalesDocument,
          variables: { registerId: id, after },
          fetchPolicy: 'no-cache',
        });
        if (!page.data) throw new Error('The answer holds no data.');
        sales.push(...page.data.sales.nodes);
        setRead(sales.length);
        after = page.data.sales.pageInfo.hasNextPage ? page.data.sales.pageInfo.endCursor : null;
      } while (after);
      // Asked last: a claim whose sales are in the file is in it, too.
      const newest = await client.query({
        query: RegisterProofDocument,
        variables: { registerId: id },
        fetchPolicy: 'network-only',
      });
      const now = new Date();
      const name = `tillkeep-${outlet.code}-${code}-${now.toISOString().slice(0, 10)}.json`;
      download(name, registerExport(newest.data?.registerProof ?? proof, sales, now), 'application/json');
    } catch (error) {
      const { title, advice } = describeProblem(error);
      toast({ tone: 'failed', text: `${title} ${advice}` });
    }
    setRead(undefined);
  };

  return (
    <Button icon={<FileDown aria-hidden />} busy={read !== undefined} onClick={() => void run()}>
      {read === undefined ? 'Export the sales' : `Reading, ${formatCount(read)} so far`}
    </Button>
  );
}

type RegisterSalesPage = {
  sales: { nodes: ExportedSale[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
};
