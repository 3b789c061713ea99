'use client';

import { useApolloClient, useQuery } from '@apollo/client/react';
import { RegisterProofDocument, RegistersDocument, type RegisterHereFragment } from '@tillkeep/client';
import { Button, ButtonLink, EmptyState, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { MonitorSmartphone, RefreshCw, Star } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { formatShortDateTime } from '../format';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { holderName } from './holder-name';
import { ProofMark } from './proof-mark';
import { proofLine, proofState } from './proof-words';
import { RescueImport } from './rescue-import';

/** Every register, the device that holds it, and whether all that it has sold has arrived. */
export function RegisterList() {
  const { data, error, refetch } = useQuery(RegistersDocument);
  const registers = data?.registers;
  const client = useApolloClient();
  const [isChecking, setIsChecking] = useState(false);
  const checkAgain = async () => {
    setIsChecking(true);
    // What can't be had anew stays as it was; the page's own question says why.
    await Promise.allSettled([refetch(), client.refetchQueries({ include: [RegisterProofDocument] })]);
    setIsChecking(false);
  };
  return (
    <>
      <PageHeader
        title="Registers"
        actions={
          <>
            <ButtonLink className="tablet:hidden">
              <Link href="/shifts">Shifts</Link>
            </ButtonLink>
            <ButtonLink>
              <Link href="/registers/favourites">
                <Star aria-hidden />
                Favourites
              </Link>
            </ButtonLink>
            <Button icon={<RefreshCw aria-hidden />} busy={isChecking} onClick={() => void checkAgain()}>
              Check again
            </Button>
          </>
        }
      >
        Who holds each register, and the proof that everything it has sold has arrived here.
      </PageHeader>
      <div className="grid gap-5">
        {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton className="h-40 w-full" />}
        {registers?.length === 0 && (
          <EmptyState icon={<MonitorSmartphone aria-hidden />} title="This shop has no register" />
        )}
        {registers && registers.length > 0 && (
          <Table label="Registers">
            <thead>
              <tr>
                <Th>Register</Th>
                <Th className="max-tablet:hidden">Held by</Th>
                <Th>Proof</Th>
              </tr>
            </thead>
            <tbody>
              {registers.map((register) => (
                <Row key={register.id} register={register} />
              ))}
            </tbody>
          </Table>
        )}
        <RescueImport />
      </div>
    </>
  );
}

function Row({ register }: { register: RegisterHereFragment }) {
  const { id, name, code, outlet, claim } = register;
  const holder = holderName(register);
  return (
    <Tr>
      <Td className="align-top whitespace-nowrap">
        <Link
          href={`/registers/${id}`}
          prefetch={false}
          className="font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
        >
          {name}
        </Link>
        <span className="block text-xs text-ink-muted">
          <span className="tabular">{code}</span> · {outlet.name}
        </span>
        <span className="block text-xs text-ink-muted tablet:hidden">held by {holder}</span>
      </Td>
      <Td className="align-top whitespace-nowrap max-tablet:hidden">
        {holder}
        {claim && (
          <span className="tabular block text-xs text-ink-muted">
            since {formatShortDateTime(claim.claimedAt, outlet.timeZone)}
          </span>
        )}
      </Td>
      <Td className="w-full align-top">
        <Proof registerId={id} />
      </Td>
    </Tr>
  );
}

function Proof({ registerId }: { registerId: string }) {
  // Working it out takes the gateway a second for each 10,000 sales: a look at the list is no reason to do it again.
  const { data, error } = useQuery(RegisterProofDocument, {
    variables: { registerId },
    fetchPolicy: 'cache-first',
  });
  if (error && !data) return <span className="text-ink-muted">{describeProblem(error).title}</span>;
  if (!data) return <Skeleton className="h-5 w-full max-w-96" />;
  return (
    <span className="flex items-start gap-2">
      <ProofMark state={proofState(data.registerProof)} />
      {proofLine(data.registerProof)}
    </span>
  );
}
