import type { Metadata } from 'next';

export { SignInPage as default } from '../../people/sign-in-page';

export const metadata: Metadata = { title: 'Sign in' };
