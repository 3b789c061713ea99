import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { TextDecoder, TextEncoder } from 'node:util';
import { deserialize, serialize } from 'node:v8';

// What comes late on a busy machine has come all the same.
configure({ asyncUtilTimeout: 10_000 });

// Every browser has them; jsdom does not.
Object.assign(globalThis, {
  TextDecoder,
  TextEncoder,
  reportError: (error: unknown) => console.error(error),
  structuredClone: (value: unknown) => deserialize(serialize(value)),
});

// React's warnings are bugs: an unexpected console.error fails the test that caused it.
beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation((...messages) => {
    throw new Error(`Unexpected console.error: ${messages.join(' ')}`);
  });
});
