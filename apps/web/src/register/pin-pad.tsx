import type { KnownPerson, RegisterPeople, RegisterPerson, Store } from '@tillkeep/offline';
import { secondsToWait, tryPin } from '@tillkeep/offline/pins';
import { Button, Field, Keypad, TextInput, useAnnounce, type KeypadKey } from '@tillkeep/ui';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { DEMO_USERS } from '../people/demo-users';
import { useNow } from './use-now';

/** Digits of one person, by keypad or keyboard. Too many wrong ones make it wait. */
export function PinPad(props: {
  store: Store;
  people: RegisterPeople;
  person: RegisterPerson;
  /** What the PIN does. */
  action: string;
  onKnown: (known: KnownPerson) => void;
}) {
  const { store, people, person, action, onKnown } = props;
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<string>();
  const [waitUntil, setWaitUntil] = useState<number>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const announce = useAnnounce();
  const now = useNow(500, waitUntil !== undefined).getTime();
  const waiting = waitUntil === undefined ? 0 : Math.ceil((waitUntil - now) / 1000);
  const isWaiting = waiting > 0;
  const wait = (seconds: number) => {
    setWaitUntil(seconds > 0 ? Date.now() + seconds * 1000 : undefined);
    if (seconds > 0) announce(`Too many wrong PINs. Wait ${inWords(seconds)}.`, 'assertive');
  };

  useEffect(() => {
    void secondsToWait(store, person, new Date()).then((seconds) => {
      setWaitUntil(seconds > 0 ? Date.now() + seconds * 1000 : undefined);
    }, reportError);
  }, [store, person]);
  useEffect(() => {
    if (!isWaiting && !busy) field.current?.focus();
  }, [isWaiting, busy]);

  const tryIt = async (typed: string) => {
    if (busy || isWaiting || typed.length < 4) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await tryPin(store, person.id, typed, new Date());
      if (answer.ok) return onKnown(answer.value);
      setPin('');
      const { error } = answer;
      if ('waitSeconds' in error) wait(error.waitSeconds);
      setProblem(problems[error.code](person.name));
    } catch (error) {
      setProblem('This device could not store the try. Free some space on it, then try again.');
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void tryIt(pin);
  };
  const press = (key: KeypadKey) => {
    setPin(key === 'backspace' ? pin.slice(0, -1) : `${pin}${key}`.slice(0, 8));
    field.current?.focus();
  };
  const demoPin = people.demo ? DEMO_USERS.find(({ name }) => name === person.name)?.pin : undefined;

  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field
        label={`PIN of ${person.name}`}
        error={isWaiting ? `Too many wrong PINs. Try again in ${inWords(waiting)}.` : problem}
      >
        <TextInput
          ref={field}
          type="password"
          inputMode="none"
          autoComplete="off"
          maxLength={8}
          value={pin}
          disabled={isWaiting}
          onChange={(event) => setPin(event.target.value.replace(/\D/g, ''))}
          className="tabular h-14 text-center text-2xl tracking-[0.5em]"
        />
      </Field>
      <Keypad corner={null} disabled={isWaiting} onKey={press} />
      <Button type="submit" variant="primary" size="huge" busy={busy} disabled={isWaiting || pin.length < 4}>
        {action}
      </Button>
      {demoPin && (
        <Button size="touch" disabled={isWaiting || busy} onClick={() => void tryIt(demoPin)}>
          Demo shop: use the PIN {demoPin}
        </Button>
      )}
    </form>
  );
}

const problems = {
  WRONG: (name: string) => `This is not ${name}’s PIN.`,
  WAIT: () => 'Too many wrong PINs.',
  GONE: (name: string) => `${name} has no PIN here any more.`,
  EXPIRED: () => 'PINs can’t be checked any more: the gateway has not been heard for two weeks.',
};

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
