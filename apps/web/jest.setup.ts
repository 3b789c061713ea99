import '@testing-library/jest-dom';
import { TextDecoder, TextEncoder } from 'node:util';

// Every browser has them; jsdom does not.
Object.assign(globalThis, { TextDecoder, TextEncoder });

// React's warnings are bugs: an unexpected console.error fails the test that caused it.
beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation((...messages) => {
    throw new Error(`Unexpected console.error: ${messages.join(' ')}`);
  });
});
