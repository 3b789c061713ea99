import type { BrowserContext, Page } from '@playwright/test';

// Who works in the demo shop, signed in past the screens: for tests that are about something else.

export const ADMIN = 'admin@tillkeep.example';
export const MANAGER = 'manager@tillkeep.example';
export const CASHIER = 'cashier@tillkeep.example';
export const PASSWORD = 'tillkeep-demo';

export type Answer<Data> = { data?: Data | null; errors?: { extensions: { code: string } }[] };

/** Answers whatever the gateway says. Without a token of its own, a request is the administrator’s. */
export type Ask = <Data>(
  query: string,
  variables?: object,
  headers?: Record<string, string>,
) => Promise<Answer<Data>>;

/** @param gateway its address, without a path */
export function askAsAdmin(gateway: string): Ask {
  let token: Promise<string> | undefined;
  return async <Data>(query: string, variables = {}, headers: Record<string, string> = {}) => {
    const ask = async (): Promise<Answer<Data>> => {
      token ??= login(gateway, ADMIN).then(({ accessToken }) => accessToken);
      return post(gateway, { query, variables }, { authorization: `Bearer ${await token}`, ...headers });
    };
    const answer = await ask();
    if (headers.authorization || !answer.errors?.some(isSignedOut)) return answer;
    token = undefined; // it has ended, or the gateway has got another database
    return ask();
  };
}

/** Signs somebody in to the office of a browser. @param web the address of the web app, without a path */
export async function signIn(context: BrowserContext, web: string, email = ADMIN): Promise<void> {
  const { cookies } = await login(web, email);
  const { hostname: domain } = new URL(web);
  await context.addCookies(
    cookies.map((cookie) => {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      return { name, value, domain, path: '/', httpOnly: true, secure: true, sameSite: 'Strict' as const };
    }),
  );
}

/** For tests that wait until a page asks for nothing any more: its stream would never end. */
export async function withoutStream(page: Page): Promise<void> {
  await page.route('**/graphql/stream', (route) => route.fulfill({ status: 204 }));
}

async function login(origin: string, email: string): Promise<{ accessToken: string; cookies: string[] }> {
  const query = 'mutation($input:LoginInput!){login(input:$input){accessToken}}';
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { email, password: PASSWORD } } }),
  });
  const { data, errors } = await response.json();
  if (!data) throw new Error(JSON.stringify(errors));
  return { accessToken: data.login.accessToken, cookies: response.headers.getSetCookie() };
}

async function post<Data>(
  origin: string,
  body: object,
  headers: Record<string, string>,
): Promise<Answer<Data>> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}

function isSignedOut({ extensions }: { extensions: { code: string } }): boolean {
  return extensions.code === 'UNAUTHENTICATED';
}
