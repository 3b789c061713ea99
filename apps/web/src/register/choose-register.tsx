import { adoptClaim, askForPersistence, type Claim, type Reply, type Store } from '@tillkeep/offline';
import { Button, classNames, Field, Notice, Skeleton, TextInput } from '@tillkeep/ui';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { formatShortDateTime } from '../format';
import { askRegisters, claimRegister, guessDeviceName, type RegisterChoice } from './claim-register';
import type { ManagerPass } from './manager-pass';
import { StorageLine } from './storage-line';

/** How often, in milliseconds, the gateway is asked again while it does not answer. */
const AGAIN_MS = 4_000;

/** Which register this device sells on: the first free one is chosen already, so one press begins the day. */
export function ChooseRegister(props: {
  pass: ManagerPass;
  /** The pass is no longer good: somebody has to sign in again. */
  onPassEnded: () => void;
  store: Store;
  /** The register that this device sells on now, when it is about to change. */
  current?: Claim;
  onClaimed: () => void;
  onCancel?: () => void;
}) {
  const { pass, onPassEnded, store, current, onClaimed, onCancel } = props;
  const [choices, setChoices] = useState<RegisterChoice[]>();
  const [unanswered, setUnanswered] = useState(false);
  const [chosenId, setChosenId] = useState<string>();
  const [deviceName, setDeviceName] = useState(() => current?.deviceName ?? guessDeviceName(navigator));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const go = useRef<HTMLButtonElement>(null);

  const show = (reply: Reply<RegisterChoice[]>) => {
    if (reply.kind === 'refused' && reply.code === 'UNAUTHENTICATED') return onPassEnded();
    setUnanswered(reply.kind !== 'answered');
    if (reply.kind !== 'answered') return;
    // Its own register, too, once another device holds that: it can be taken back.
    const others = reply.data.filter(({ claim }) => !current || claim?.id !== current.claimId);
    setChoices(others);
    setChosenId((before) => before ?? (others.find(({ claim }) => !claim) ?? others[0])?.id);
  };
  const look = async () => show(await askRegisters(await pass.token()));
  const looked = useEffectEvent(look);
  useEffect(() => {
    const ask = () => void looked();
    if (!unanswered) return ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => clearInterval(timer);
  }, [unanswered, pass]);
  const isReady = choices !== undefined;
  useEffect(() => {
    if (isReady) go.current?.focus({ preventScroll: true });
  }, [isReady]);

  const chosen = choices?.find(({ id }) => id === chosenId);
  const holder = chosen?.claim;
  const manyOutlets = new Set(choices?.map(({ outlet }) => outlet.id)).size > 1;

  const claim = async () => {
    if (!chosen || busy) return;
    setBusy(true);
    setProblem(undefined);
    // Asked here because a browser may want a press for it; selling does not wait for the answer.
    void askForPersistence();
    const input = {
      registerId: chosen.id,
      deviceName: deviceName.trim() || guessDeviceName(navigator),
      takeOver: Boolean(holder),
    };
    const reply = await claimRegister(input, await pass.token());
    if (reply.kind === 'answered') {
      const adopted = await adoptClaim(store, reply.data);
      if (adopted.ok) return onClaimed();
      setProblem(adopted.error.message);
    } else if (reply.kind === 'unanswered') {
      setProblem('The gateway does not answer. Nothing has changed; try again.');
    } else {
      await look();
      setProblem(
        reply.code === 'CONFLICT'
          ? 'Another device took this register in the same moment. Look at the list again.'
          : reply.message,
      );
    }
    setBusy(false);
  };

  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void claim();
      }}
    >
      {unanswered && !choices && (
        <Notice tone="warning" title="The gateway does not answer">
          Choosing a register needs it once; selling afterwards does not. It is asked again by itself.
        </Notice>
      )}
      {choices?.length === 0 && (
        <Notice tone="info" title="There is no register to sell on">
          {current ? 'This shop has no other one than this device’s.' : 'Add one in the back office.'}
        </Notice>
      )}

      {choices?.length !== 0 && (
        <>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-2 text-sm font-medium">Register</legend>
            {!choices && <Skeleton className="h-16 rounded-md" />}
            {choices?.map((register) => (
              <label
                key={register.id}
                className="relative flex min-h-16 cursor-pointer items-center gap-3 rounded-md border border-line-strong bg-surface px-4 py-2 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name="register"
                  className="size-5 shrink-0 accent-accent outline-none"
                  checked={register.id === chosenId}
                  onChange={() => setChosenId(register.id)}
                />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-semibold">
                    {register.name} <span className="font-normal text-ink-muted">{register.code}</span>
                  </span>
                  <span className="block truncate text-sm text-ink-muted">
                    {manyOutlets && `${register.outlet.name} · `}
                    {register.claim ? `In use on “${register.claim.deviceName}”` : register.outlet.name}
                  </span>
                </span>
                <span
                  className={classNames(
                    'shrink-0 rounded-full px-2 py-0.5 text-xs font-medium',
                    register.claim ? 'bg-pending-soft text-pending' : 'bg-synced-soft text-synced',
                  )}
                >
                  {register.claim ? 'In use' : 'Free'}
                </span>
              </label>
            ))}
          </fieldset>

          <Field label="Name of this device" hint="What people call it: “Counter, left”.">
            <TextInput
              autoComplete="off"
              maxLength={60}
              value={deviceName}
              onChange={(event) => setDeviceName(event.target.value)}
              className="h-11"
            />
          </Field>
        </>
      )}

      {chosen && holder && (
        <Notice tone="warning" title={`Take ${chosen.name} over from “${holder.deviceName}”?`}>
          <ul className="list-disc pl-4">
            <li>From now on this device sells on it; the other one is told as soon as it has a network.</li>
            <li>
              Sales that the other device has not sent yet are still accepted when it comes back. Don’t delete
              its browser data before.
            </li>
            <li>
              Both may print meanwhile: their numbers can’t collide, this device begins a series of its own.
            </li>
          </ul>
          <p className="mt-1 text-ink-muted">
            It has been in use there since{' '}
            {formatShortDateTime(holder.claimedAt, Intl.DateTimeFormat().resolvedOptions().timeZone)}.
          </p>
        </Notice>
      )}
      {problem && <Notice tone="failed" title={problem} />}

      <div className="flex flex-wrap gap-3">
        {onCancel && (
          <Button size="huge" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button
          ref={go}
          type="submit"
          variant="primary"
          size="huge"
          busy={busy}
          disabled={!chosen}
          className="min-w-0 flex-1"
        >
          <span className="truncate">
            {!chosen ? 'Start selling' : `${holder ? 'Take over' : 'Start selling on'} ${chosen.name}`}
          </span>
        </Button>
      </div>
      <div className="text-sm text-ink-muted">
        <span className="font-medium">What is stored on this device: </span>
        <StorageLine />
      </div>
    </form>
  );
}
