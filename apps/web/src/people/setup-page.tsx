'use client';

import { useMutation } from '@apollo/client/react';
import { OpenDemoShopDocument, SetUpShopDocument } from '@tillkeep/client';
import { Button, Checkbox, Field, Notice, Select, Skeleton, TextInput } from '@tillkeep/ui';
import { useRouter } from 'next/navigation';
import { useEffect, useState, type FormEvent } from 'react';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { FrontDoor } from './front-door';
import { PASSWORD_HINT, PasswordField } from './password-field';
import { ServerNotice } from './server-notice';
import { session, useSession } from './this-session';

/** Opens a shop where there is none yet, for whoever reads the terminal. */
export function SetupPage() {
  const state = useSession();
  const router = useRouter();
  useEffect(() => void session.token(), []);
  const isDone = state.kind === 'signedIn' || (state.kind === 'nobody' && !state.setup.needed);
  useEffect(() => {
    if (isDone) router.replace('/');
  }, [isDone, router]);
  return (
    <FrontDoor title="A new shop" wide>
      {state.kind === 'unreachable' && <ServerNotice />}
      {state.kind === 'asking' || isDone ? <Skeleton className="h-128 w-full" /> : null}
      {state.kind === 'nobody' && !isDone && <Forms />}
    </FrontDoor>
  );
}

function Forms() {
  const [token, setToken] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  const [typed, setTyped] = useState(() => ({
    code: 'MAIN',
    outletName: '',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: 'EUR',
    pricesIncludeTax: true,
    name: '',
    email: '',
    password: '',
  }));
  const change = (some: Partial<typeof typed>) => setTyped({ ...typed, ...some });
  const [setUp, setting] = useMutation(SetUpShopDocument);
  const [openDemo, opening] = useMutation(OpenDemoShopDocument);
  const error = setting.error ?? opening.error;
  const problem = error ? describeProblem(error) : undefined;
  // The path tells the two names apart.
  const wrong = (path: string) => (problem?.path === path ? problem.title : undefined);
  const isShown = problem !== undefined && fields.has(problem.path ?? '');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    opening.reset();
    const { code, outletName, timeZone, currency, pricesIncludeTax, ...administrator } = typed;
    const outlet = { code, name: outletName, timeZone, currency, pricesIncludeTax };
    try {
      const { data } = await setUp({ variables: { input: { token: token.trim(), outlet, administrator } } });
      if (data) session.adopt(data.setUpShop);
    } catch {
      // Shown above the form or at its field.
    }
  };
  const loadDemo = async () => {
    setting.reset();
    try {
      await openDemo({ variables: { token: token.trim() } });
      await session.askSetup();
    } catch {
      // As above.
    }
  };

  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label="Set up the shop"
      className="grid gap-6"
    >
      {problem && !isShown && <ProblemNotice error={error} />}
      <section className="grid gap-3 rounded-lg border border-line bg-surface p-5">
        <Field
          label="Token from the terminal"
          hint="It stands where Tillkeep was started, so that nobody else opens your shop."
          error={wrong('token')}
        >
          <TextInput
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Notice
          title="Only want to look around?"
          actions={
            <Button busy={opening.loading} onClick={() => void loadDemo()}>
              Load the demo shop
            </Button>
          }
        >
          It brings sample products and three people to be. It can’t become your own shop later.
        </Notice>
      </section>

      <fieldset className="grid gap-4 rounded-lg border border-line bg-surface p-5">
        <legend className="float-left mb-4 text-lg font-semibold">Your first outlet</legend>
        <div className="clear-both grid items-start gap-4 tablet:grid-cols-[8rem_minmax(0,1fr)]">
          <Field label="Code" hint="Begins the reference of every sale." error={wrong('outlet.code')}>
            <TextInput
              required
              maxLength={12}
              value={typed.code}
              onChange={(event) => change({ code: event.target.value.toUpperCase() })}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <Field label="Outlet name" hint="Stands on the receipt." error={wrong('outlet.name')}>
            <TextInput
              required
              value={typed.outletName}
              onChange={(event) => change({ outletName: event.target.value })}
              autoComplete="organization"
            />
          </Field>
        </div>
        <div className="grid items-start gap-4 tablet:grid-cols-2">
          <Field label="Time zone" error={wrong('outlet.timeZone')}>
            <Select value={typed.timeZone} onChange={(event) => change({ timeZone: event.target.value })}>
              {zonesWith(typed.timeZone).map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          </Field>
          <Field label="Currency" hint="It can’t be changed later." error={wrong('outlet.currency')}>
            <Select value={typed.currency} onChange={(event) => change({ currency: event.target.value })}>
              {Intl.supportedValuesOf('currency').map((currency) => (
                <option key={currency} value={currency}>
                  {currencyName(currency)}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Checkbox
          label="Prices include tax"
          checked={typed.pricesIncludeTax}
          onChange={(event) => change({ pricesIncludeTax: event.target.checked })}
        />
      </fieldset>

      <fieldset className="grid gap-4 rounded-lg border border-line bg-surface p-5">
        <legend className="float-left mb-4 text-lg font-semibold">Its administrator</legend>
        <div className="clear-both grid items-start gap-4 tablet:grid-cols-2">
          <Field label="Your name" error={wrong('administrator.name')}>
            <TextInput
              required
              value={typed.name}
              onChange={(event) => change({ name: event.target.value })}
              autoComplete="name"
            />
          </Field>
          <Field label="E-mail" error={wrong('administrator.email')}>
            <TextInput
              required
              type="email"
              value={typed.email}
              onChange={(event) => change({ email: event.target.value })}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
            />
          </Field>
        </div>
        <PasswordField
          label="Password"
          autoComplete="new-password"
          hint={PASSWORD_HINT}
          error={wrong('administrator.password')}
          value={typed.password}
          onChange={(password) => change({ password })}
        />
      </fieldset>
      <Button type="submit" variant="primary" size="huge" busy={setting.loading}>
        Open the shop
      </Button>
    </form>
  );
}

const fields = new Set([
  'token',
  ...['outlet.code', 'outlet.name', 'outlet.timeZone', 'outlet.currency'],
  ...['administrator.name', 'administrator.email', 'administrator.password'],
]);

/** Browsers call a zone by one of its names; this device's own may be another. */
function zonesWith(own: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes(own) ? zones : [own, ...zones];
}

function currencyName(currency: string): string {
  return `${currency} – ${new Intl.DisplayNames(undefined, { type: 'currency' }).of(currency) ?? currency}`;
}
