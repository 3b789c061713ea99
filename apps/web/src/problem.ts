import { CombinedGraphQLErrors } from '@apollo/client/errors';

/** A failure in words that a person can act on. */
export type Problem = {
  /** The contract's code, or UNREACHABLE when no readable answer came. */
  code: string;
  /** What happened. */
  title: string;
  /** Is anything lost, and what to do now. */
  advice: string;
  /** The input that is wrong, without the path to it: "price" of "input.price". */
  field?: string;
  /** The same with the path to it, where one name stands for several fields: "outlet.name". */
  path?: string;
  /** For the support: finds the failure in the gateway's log. */
  supportCode?: string;
};

/** Says what an error of Apollo Client means. Never shows GraphQL, stacks or addresses. */
export function describeProblem(error: unknown): Problem {
  if (!CombinedGraphQLErrors.is(error)) return { code: 'UNREACHABLE', ...words.UNREACHABLE };
  const first = error.errors[0];
  const extensions = first?.extensions ?? {};
  const code = text(extensions.code) ?? 'INTERNAL_SERVER_ERROR';
  const supportCode = text(extensions.correlationId);
  const path = text(extensions.field);
  const field = path?.split('.').findLast((part) => !/^\d+$/.test(part));
  const known = isKnown(code) ? words[code] : words.INTERNAL_SERVER_ERROR;
  // The gateway writes these messages for people; of all others only the code is trusted.
  const forPeople = code === 'BAD_USER_INPUT' ? field !== undefined : saidForPeople.includes(code);
  return { code, ...known, ...(forPeople && first && { title: first.message }), field, path, supportCode };
}

const saidForPeople = ['CONFLICT', 'INSUFFICIENT_STOCK', 'FORBIDDEN', 'TOO_MANY_ATTEMPTS', 'ERP_UNAVAILABLE'];

const words = {
  UNREACHABLE: {
    title: 'The shop’s server does not answer.',
    advice:
      'Nothing that was saved is lost. Check that Tillkeep is running and the network is up, then try again.',
  },
  BAD_USER_INPUT: {
    title: 'Something in the form is not right.',
    advice: 'Nothing was changed. Correct it and send it again.',
  },
  NOT_FOUND: {
    title: 'This does not exist, or no longer.',
    advice: 'Nothing was changed. Go back to the list and look again.',
  },
  CONFLICT: {
    title: 'Somebody has changed this meanwhile.',
    advice: 'Nothing was changed by you. Reload to see what is there now.',
  },
  INSUFFICIENT_STOCK: {
    title: 'There is not enough in stock.',
    advice: 'Nothing was sold or changed. Lower the quantity, or correct the stock first.',
  },
  UNAUTHENTICATED: { title: 'You are signed out.', advice: 'Nothing was changed. Sign in and try again.' },
  FORBIDDEN: { title: 'You may not do this.', advice: 'Nothing was changed. Ask somebody who may.' },
  TOO_MANY_ATTEMPTS: {
    title: 'There were too many wrong passwords.',
    advice: 'Nothing was changed. Wait as long as it says, then try again.',
  },
  RATE_LIMITED: {
    title: 'That was too much at once.',
    advice: 'Nothing was changed. Wait a moment and try again.',
  },
  ERP_UNAVAILABLE: {
    title: 'The ERP can’t be reached.',
    advice: 'All sales are safe here and go to the ERP when it is back. Nothing needs to be typed again.',
  },
  INTERNAL_SERVER_ERROR: {
    title: 'Something went wrong on the shop’s server.',
    advice: 'What was saved before is safe. Try again; if it happens again, give the support the code below.',
  },
} satisfies Record<string, { title: string; advice: string }>;

type Code = keyof typeof words;

function isKnown(code: string): code is Code {
  return code in words;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
