import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flagWords } from './flag-words';

const schema = readFileSync(join(__dirname, '../../../../libs/client/schema.graphql'), 'utf8');
const flags = /enum SaleFlag \{([^}]+)\}/.exec(schema)?.[1]?.trim().split(/\s+/) ?? [];

describe('What is odd about a sale', () => {
  it('has words for each flag of the API, and for no other', () => {
    expect(flags.length).toBeGreaterThan(5);
    expect(Object.keys(flagWords).sort()).toEqual([...flags].sort());
  });

  it.each(Object.entries(flagWords))('%s is told without jargon, with what to do', (flag, words) => {
    for (const text of Object.values(words)) {
      expect(text).toMatch(/^[A-Z“].*[.]$/);
      expect(text).not.toContain(flag);
    }
  });
});
