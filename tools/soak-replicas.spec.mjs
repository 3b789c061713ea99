// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTool } from './services-for-test.mjs';

test('replicas, workers, database and ERP are killed at random, and each sale is once in the gateway and once in the ERP', () => {
  const { status, output } = runTool({}, 'soak-replicas', ['--sales', '200']);
  assert.equal(status, 0, output);
  assert.match(output, /^At least 200 sales, seed \d+, on PostgreSQL …$/m);
  assert.match(output, /^[\d,]+ were sold in \d+ s, through \d+ × /m);
  assert.match(
    output,
    /^✓ [\d,]+ sales: each is once in the gateway and once in the ERP, totals equal to the cent/m,
  );
});

test('so it is with one gateway on its file', () => {
  const { status, output } = runTool({}, 'soak-replicas', ['--sales', '200', '--sqlite']);
  assert.equal(status, 0, output);
  assert.match(
    output,
    /^✓ [\d,]+ sales: each is once in the gateway and once in the ERP, totals equal to the cent/m,
  );
});
