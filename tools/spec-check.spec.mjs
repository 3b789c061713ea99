// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRules } from './spec-check.mjs';

const rules = '# Tax\n\n- **TAX1** The tax is inside.\n- **TAX2** A half goes away from zero.\n';

test('rules and tests that name each other are fine', () => {
  const text = "it('[TAX1] is inside'); test.each(rows)(`[TAX2] [TAX1] rounds`); /[A-Z1]/; row[R2];";
  assert.deepEqual(compareRules(rules, [{ file: 'tax.spec.ts', text }]), []);
});

test('a rule without a test, a quote without a rule and a name given twice are told', () => {
  assert.deepEqual(
    compareRules(`${rules}- **TAX1** Again.\n`, [{ file: 'tax.spec.ts', text: "it('[TAX1] [TAX9] …')" }]),
    [
      'TAX1: two rules have this name.',
      'TAX2: no test quotes it.',
      'TAX9: tax.spec.ts quotes it, but there is no such rule.',
    ],
  );
});
