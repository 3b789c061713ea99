import { isAtLeast, type Role } from '@tillkeep/domain';
import type { Reply } from '@tillkeep/offline';
import { Button, Field, TextInput } from '@tillkeep/ui';
import { CircleAlert } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { roleNames } from './access';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users';
import { PasswordField } from './password-field';

/** E-mail and password; in a demo shop one press is enough. What becomes of a success is up to `signIn`. */
export function SignInForm(props: {
  signIn: (email: string, password: string) => Promise<Reply<unknown>>;
  isDemo: boolean;
  /** Who has a lower role is not offered in the demo shop. */
  needed?: Role;
}) {
  const { signIn, isDemo, needed = 'CASHIER' } = props;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const send = async (email: string, password: string) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const reply = await signIn(email, password);
    setBusy(false);
    setProblem(problemOf(reply));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email.trim() === '' || password === '') setProblem('Type your e-mail address and your password.');
    else void send(email, password);
  };

  return (
    <div className="grid gap-6">
      <form onSubmit={submit} noValidate aria-label="Sign in" className="grid gap-4">
        <Field label="E-mail">
          <TextInput
            type="email"
            name="email"
            required
            autoFocus
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            className="h-11"
          />
        </Field>
        <PasswordField
          label="Password"
          size="touch"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        {problem && (
          <p role="alert" className="flex items-start gap-1.5 text-sm text-failed">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {problem}
          </p>
        )}
        <Button type="submit" variant="primary" size="touch" busy={busy}>
          Sign in
        </Button>
      </form>
      {isDemo && (
        <section aria-labelledby="demo-users" className="grid gap-2 border-t border-line pt-4">
          <h2 id="demo-users" className="text-sm text-ink-muted">
            This is the demo shop: go in as
          </h2>
          <div className="flex flex-wrap gap-2">
            {DEMO_USERS.filter(({ role }) => isAtLeast(role, needed)).map(({ name, role, email }) => (
              <Button
                key={email}
                size="touch"
                onClick={() => void send(email, DEMO_PASSWORD)}
                className="min-w-24 flex-1 flex-col gap-0! py-1 leading-tight"
              >
                <span>{name}</span>
                <span className="text-xs font-normal text-ink-muted">{roleNames[role]}</span>
              </Button>
            ))}
          </div>
        </section>
      )}
    </div>
  );
}

/** One calm line; the gateway writes its refusals for people, and says how long to wait after too many. */
function problemOf(reply: Reply<unknown>): string | undefined {
  if (reply.kind === 'answered') return undefined;
  if (reply.kind === 'unanswered') return 'The shop’s server does not answer. Try again in a moment.';
  return reply.code === 'INTERNAL_SERVER_ERROR'
    ? 'Something went wrong on the shop’s server. Try again.'
    : reply.message;
}
