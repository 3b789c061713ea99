/** @jest-environment node */
import { NextRequest } from 'next/server';
import { proxy } from './proxy';

function answerTo(path: string) {
  return proxy(new NextRequest(new URL(path, 'http://shop.test'))).headers;
}

describe('Every page', () => {
  it('allows scripts by a nonce of its own only, and nothing inline or from elsewhere', () => {
    const policies = [answerTo('/'), answerTo('/')].map(
      (headers) => headers.get('content-security-policy') ?? '',
    );
    const nonces = policies.map(
      (policy) => /script-src 'self' 'nonce-([^']+)' 'strict-dynamic'(?:;|$)/.exec(policy)?.[1],
    );
    expect(nonces[0]).toBeTruthy();
    expect(nonces[0]).not.toBe(nonces[1]);
    for (const directive of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policies[0]).toContain(directive);
    }
  });

  it('does not take a nonce from the request', () => {
    const request = new NextRequest('http://shop.test/', { headers: { 'x-nonce': 'mine' } });
    expect(proxy(request).headers.get('x-middleware-request-x-nonce')).not.toBe('mine');
  });
});

describe('What belongs to the gateway', () => {
  const { GATEWAY_URL } = process.env;
  afterEach(() => {
    if (GATEWAY_URL === undefined) delete process.env.GATEWAY_URL;
    else process.env.GATEWAY_URL = GATEWAY_URL;
  });

  it.each(['/graphql', '/graphql?query={me}', '/playground', '/playground/app.js'])(
    '%s is handed on to it',
    (path) => {
      process.env.GATEWAY_URL = 'http://gateway.test:4000';
      expect(answerTo(path).get('x-middleware-rewrite')).toBe(new URL(path, 'http://gateway.test:4000').href);
    },
  );

  it('goes where the environment says at that moment, not where it said at the build', () => {
    process.env.GATEWAY_URL = 'http://elsewhere.test';
    expect(answerTo('/graphql').get('x-middleware-rewrite')).toBe('http://elsewhere.test/graphql');
  });

  it('is nothing that only begins alike', () => {
    expect(answerTo('/graphqlx').has('x-middleware-rewrite')).toBe(false);
  });
});
