import { classNames } from '@tillkeep/ui';
import { CircleAlert, CircleCheck, CircleSlash, Clock } from 'lucide-react';
import type { ProofState } from './proof-words';

/** Beside the line of a proof; the line itself says in words what the colour says. */
export function ProofMark({ state }: { state: ProofState }) {
  const { Icon, look } = looks[state];
  return <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', look)} />;
}

const looks = {
  whole: { Icon: CircleCheck, look: 'text-synced' },
  abandoned: { Icon: CircleSlash, look: 'text-ink-muted' },
  waiting: { Icon: Clock, look: 'text-pending' },
  broken: { Icon: CircleAlert, look: 'text-failed' },
};
