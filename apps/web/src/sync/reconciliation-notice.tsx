'use client';

import { useQuery } from '@apollo/client/react';
import { ReconciliationSummaryDocument } from '@tillkeep/client';
import { addDays } from '@tillkeep/domain';
import { ButtonLink, Notice } from '@tillkeep/ui';
import Link from 'next/link';
import { formatAgo, plural } from '../format';

/** What the gateway compares at once. */
const MOST_DATES = 366;

/** The alarm: on some days the ERP's books are not what was sold. Nothing while all is well. */
export function ReconciliationNotice() {
  const { data } = useQuery(ReconciliationSummaryDocument, { pollInterval: 60_000 });
  const { differing = 0, from, to, checkedAt } = data?.reconciliationSummary ?? {};
  if (differing === 0 || !from || !to) return null;
  const first = addDays(to, 1 - MOST_DATES);
  return (
    <Notice
      tone="warning"
      title={`On ${plural(differing, 'day')} the ERP’s books differ from what was sold.`}
      actions={
        <ButtonLink>
          <Link
            href={`/sync/reconciliation?from=${from < first ? first : from}&to=${to}&outlet=all&show=differing`}
            prefetch={false}
          >
            See which
          </Link>
        </ButtonLink>
      }
    >
      {checkedAt && `Days are compared every night, last ${formatAgo(checkedAt)}. `}
      No sale is lost: what the ERP lacks can be sent again.
    </Notice>
  );
}
