import { ownPage } from './own-page';

describe('Where somebody is led after signing in', () => {
  it.each(['/', '/products', '/sales?status=FAILED', '/registers/1#limits'])(
    'is %s, a page of ours',
    (path) => {
      expect(ownPage(path)).toBe(path);
    },
  );

  it.each([
    null,
    '',
    'products',
    '//elsewhere.test',
    '/\\elsewhere.test',
    'https://elsewhere.test/',
    '/sign-in',
    '/setup',
  ])('is the start page when the address says %s', (path) => {
    expect(ownPage(path)).toBe('/');
  });
});
