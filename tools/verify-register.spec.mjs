// @ts-check
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './repository.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tillkeep-verify-register-'));
after(() => rmSync(folder, { recursive: true }));

/** One claim's first two sales, as the contract has them. */
const worked = JSON.parse(readFileSync(join(root, 'libs/domain/src/worked-sale.json'), 'utf8'));

/** @param {any} file what is in it, or its text */
function verify(file) {
  const path = join(folder, 'register.json');
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  const command = ['-r', '@swc-node/register', 'tools/verify-register.ts', path];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** An export of the back office; each change is made to its only claim. @param {(claim: any) => void} [change] */
function registerFile(change = () => undefined) {
  const claim = {
    claimId: worked.claimId,
    epoch: 1,
    deviceName: 'Counter',
    deviceSequence: 2,
    sales: worked.sales.map((/** @type {any} */ { input, canonical, hash }) => ({
      sequence: input.sequence,
      asSent: canonical,
      hash,
    })),
  };
  change(claim);
  const outlet = { code: 'MAIN', currency: 'EUR', pricesIncludeTax: true };
  return {
    format: 'tillkeep-register-1',
    exportedAt: '2026-05-01T00:00:00.000Z',
    register: { code: 'R1', name: 'Till 1', outlet },
    claims: [claim],
  };
}

test('an export in order is told to be so, with what can’t be proven', () => {
  const { status, output } = verify(registerFile());
  assert.equal(status, 0, output);
  assert.match(output, /^Register MAIN-R1, “Till 1”\.$/m);
  assert.match(output, /✓ sequence {2}1–2, nothing missing/);
  assert.match(output, /✓ hashes {4}all 2 sales unaltered/);
  assert.match(output, /✓ numbers {3}without hole on 1 day/);
  assert.match(output, /✓ totals {4}add up to €16\.67/);
  assert.match(output, /All in order\.\n\nWhat this can't prove:/);
});

test('so is a rescue file, which begins where the gateway has the rest', () => {
  const sales = worked.sales.map((/** @type {any} */ { input, hash }) => ({ ...input, hash }));
  const claim = {
    claimId: worked.claimId,
    registerId: 'r',
    epoch: 1,
    deviceName: 'Counter',
    lastSequence: 2,
    sales,
  };
  const { status, output } = verify({ format: 'tillkeep-rescue-1', claims: [claim] });
  assert.equal(status, 0, output);
  const second = verify({ format: 'tillkeep-rescue-1', claims: [{ ...claim, sales: sales.slice(1) }] });
  assert.equal(second.status, 0, second.output);
  assert.match(second.output, /✓ sequence {2}2; what is not among them had been sent before/);
});

/** @type {[string, (claim: any) => void, RegExp][]} */
const wrong = [
  ['a sale that is missing', (claim) => claim.sales.shift(), /✗ sequence {2}missing: 1$/m],
  [
    'an amount that was changed',
    (claim) => (claim.sales[1].asSent = claim.sales[1].asSent.replaceAll('"total":20', '"total":21')),
    /✗ hashes {4}sale 2 .* is not what was hashed[^]*✗ totals {4}sale 2 \(2026-04-30-02\) does not add up/,
  ],
  [
    'a sale whose hash was made anew',
    (claim) => (claim.sales[0].hash = 'f'.repeat(64)),
    /sale 1 .* is not what was hashed\n.*sale 2 .* does not name the hash of the one before/,
  ],
  ['the sales of another claim', (claim) => (claim.claimId = 'another'), /sale 1 .* is not what was hashed/],
  [
    'a sale that is there twice',
    (claim) => claim.sales.push(claim.sales[1]),
    /sale 2 .* has the place of another/,
  ],
  [
    'sales that are still on the device',
    (claim) => (claim.deviceSequence = 5),
    /✗ waiting {3}3–5 still on the device/,
  ],
];
for (const [what, change, told] of wrong) {
  test(`${what}: named, and not in order`, () => {
    const { status, output } = verify(registerFile(change));
    assert.equal(status, 1, output);
    assert.match(output, told);
    assert.match(output, /NOT IN ORDER: \d+ findings?\./);
  });
}

test('something else is refused in a line', () => {
  assert.match(verify('{').output, /^.*register\.json can't be read: it is no JSON file\.\n$/);
  const damaged = verify(registerFile((claim) => (claim.sales[0].asSent = '{}')));
  assert.deepEqual([damaged.status, /^The file is damaged: .*$/m.test(damaged.output)], [1, true]);
  const { status, output } = verify({ format: 'other', claims: [] });
  assert.equal(status, 1);
  assert.match(output, /^.*register\.json is neither an export of a register nor a rescue file\.\n$/);
});
