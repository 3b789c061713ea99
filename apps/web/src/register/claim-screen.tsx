import type { Claim, Store } from '@tillkeep/offline';
import { Button, ButtonLink, Notice, Skeleton } from '@tillkeep/ui';
import { useEffect, useEffectEvent, useState } from 'react';
import { SignInForm } from '../people/sign-in-form';
import { ChooseRegister } from './choose-register';
import { borrowPass, nextPass, officePass, type ManagerPass, type NoPass } from './manager-pass';

/** How often, in milliseconds, the gateway is asked again while it does not answer. */
const AGAIN_MS = 4_000;

/**
 * Makes a register of this device. That takes a manager: one who is signed in to the office here, or who signs in for this
 * once. Selling afterwards takes nobody.
 */
export default function ClaimScreen(props: {
  store: Store;
  /** The register that this device sells on now, when it is about to change. */
  current?: Claim;
  onClaimed: () => void;
  onCancel?: () => void;
}) {
  const { onCancel } = props;
  const [pass, setPass] = useState<ManagerPass | NoPass>();
  const good = pass && 'token' in pass ? pass : undefined;
  const missing = pass && 'kind' in pass ? pass : undefined;
  useEffect(() => () => good?.giveBack(), [good]);

  const isUnanswered = missing?.kind === 'unanswered';
  const look = useEffectEvent(() => void officePass().then(setPass));
  useEffect(() => {
    look();
    if (!isUnanswered) return;
    const timer = setInterval(() => look(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isUnanswered]);

  const signIn = async (email: string, password: string) => {
    const reply = await borrowPass(email, password);
    if (reply.kind === 'answered') setPass(reply.data);
    return reply;
  };

  return (
    <section aria-labelledby="claim-heading" className="overflow-y-auto p-4 tablet:p-8">
      <div className="mx-auto flex max-w-xl flex-col gap-5">
        <header>
          <h2 id="claim-heading" className="text-xl font-semibold tracking-tight">
            Which register is this?
          </h2>
          <p className="mt-1 text-ink-muted">
            One device at a time sells on a register. It numbers its sales itself, so it goes on selling when
            the network does not.
          </p>
        </header>
        {good && <ChooseRegister {...props} pass={good} onPassEnded={() => void nextPass().then(setPass)} />}
        {!pass && <Skeleton className="h-52 rounded-md" />}
        {isUnanswered && (
          <Notice tone="warning" title="The gateway does not answer">
            Choosing a register needs it once; selling afterwards does not. It is asked again by itself.
          </Notice>
        )}
        {missing?.kind === 'noShop' && (
          <Notice
            title="This shop is not set up yet"
            actions={
              <ButtonLink size="touch">
                <a href="/setup">Set it up</a>
              </ButtonLink>
            }
          />
        )}
        {missing?.kind === 'signIn' && (
          <>
            <Notice title="A manager makes this device a register">
              {missing.cashier && `${missing.cashier} is signed in here, who is no manager. `}
              Sign in for this once: nobody stays signed in by it, and selling needs no sign-in.
            </Notice>
            <SignInForm signIn={signIn} isDemo={missing.isDemo} needed="MANAGER" />
          </>
        )}
        {!good && onCancel && (
          <Button size="huge" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </section>
  );
}
