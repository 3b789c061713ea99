// @ts-check
// Rules and tests must name each other: every numbered rule (`- **TAX3** …`) is quoted by a test (`it('[TAX3] …')`), and every
// quote names a rule that exists.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, root, sourceFiles } from './repository.mjs';

const RULES = ['libs/domain/SPEC.md', 'docs/security-rules.md'];

if (isProgram(import.meta.url)) {
  const files = sourceFiles(['apps', 'libs', 'tools']).filter((file) => /\.spec\.(tsx?|mjs)$/.test(file));
  const tests = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const rules = RULES.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const findings = compareRules(rules, tests);
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) process.exitCode = 1;
}

/**
 * @param {string} rules the text of the rules
 * @param {{ file: string, text: string }[]} tests
 * @returns {string[]} a line for each rule given twice, without a test, and for each quote without a rule
 */
export function compareRules(rules, tests) {
  const named = [...rules.matchAll(/^\s*- \*\*([A-Z]+\d+)\*\*/gm)].map(([, rule]) => rule ?? '');
  const quotes = tests.flatMap(({ file, text }) =>
    [...text.matchAll(/(?<=['"`\]] ?)\[([A-Z]+\d+)\]/g)].map(([, rule]) => ({ file, rule: rule ?? '' })),
  );
  const quoted = new Set(quotes.map(({ rule }) => rule));
  const known = new Set(named);
  const strangers = new Set(
    quotes
      .filter(({ rule }) => !known.has(rule))
      .map(({ rule, file }) => `${rule}: ${file} quotes it, but there is no such rule.`),
  );
  return [
    ...named
      .filter((rule, index) => named.indexOf(rule) < index)
      .map((rule) => `${rule}: two rules have this name.`),
    ...[...known].filter((rule) => !quoted.has(rule)).map((rule) => `${rule}: no test quotes it.`),
    ...strangers,
  ];
}
