// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { root } from './repository.mjs';

/**
 * Runs the program as `npm run soak:carts` does.
 * @param {string[]} options
 */
async function soak(...options) {
  const command = ['-r', '@swc-node/register', 'tools/soak-carts.ts', ...options];
  const program = spawn(process.execPath, command, { cwd: root });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(program, 'close');
  return { code, output };
}

test('[TAX9] 3,000 random carts settle to the cent the same on register, gateway and ERP', async () => {
  const { code, output } = await soak('--carts', '3000');
  assert.equal(code, 0, output);
  assert.match(output, /^3,000 carts \(seed \d+, .* paid in parts\): register, gateway and ERP agree/m);
});

test('a number of carts that is none is refused in one line', async () => {
  assert.deepEqual(await soak('--carts', 'many'), {
    code: 1,
    output: '--carts and --seed are whole numbers.\n',
  });
});
