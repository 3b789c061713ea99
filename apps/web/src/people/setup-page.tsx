'use client';

import { useMutation } from '@apollo/client/react';
import { OpenDemoShopDocument, SetUpShopDocument } from '@tillkeep/client';
import { Button, Field, Notice, Skeleton, TextInput } from '@tillkeep/ui';
import { useRouter } from 'next/navigation';
import { useEffect, useState, type FormEvent } from 'react';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { NO_TAX_RATE, OutletFields, readTaxRate, type OutletTexts } from '../settings/outlet-fields';
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
    name: '',
    email: '',
    password: '',
  }));
  const [outlet, setOutlet] = useState<OutletTexts>(() => ({
    code: 'MAIN',
    name: '',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: 'EUR',
    pricesIncludeTax: true,
    defaultTaxRate: '',
  }));
  const [noRate, setNoRate] = useState(false);
  const changeOutlet = (some: Partial<OutletTexts>) => {
    setOutlet({ ...outlet, ...some });
    setNoRate(false);
  };
  const change = (some: Partial<typeof typed>) => setTyped({ ...typed, ...some });
  const [setUp, setting] = useMutation(SetUpShopDocument);
  const [openDemo, opening] = useMutation(OpenDemoShopDocument);
  const error = setting.error ?? opening.error;
  const problem = error ? describeProblem(error) : undefined;
  // The path tells the two names apart.
  const wrong = (path: string) => (problem?.path === path ? problem.title : undefined);
  const wrongAtOutlet = (field: keyof OutletTexts) =>
    noRate && field === 'defaultTaxRate' ? NO_TAX_RATE : wrong(`outlet.${field}`);
  const isShown = problem !== undefined && fields.has(problem.path ?? '');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    opening.reset();
    const defaultTaxRate = readTaxRate(outlet.defaultTaxRate);
    if (defaultTaxRate === undefined) return setNoRate(true);
    const input = { token: token.trim(), outlet: { ...outlet, defaultTaxRate }, administrator: typed };
    try {
      const { data } = await setUp({ variables: { input } });
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
        <div className="clear-both grid gap-4">
          <OutletFields typed={outlet} onChange={changeOutlet} wrong={wrongAtOutlet} />
        </div>
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
  ...['outlet.code', 'outlet.name', 'outlet.timeZone', 'outlet.currency', 'outlet.defaultTaxRate'],
  ...['administrator.name', 'administrator.email', 'administrator.password'],
]);
