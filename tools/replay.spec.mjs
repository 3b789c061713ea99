// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './repository.mjs';

/**
 * Runs the program as `npm run replay` does.
 * @param {string[]} options
 */
async function replay(...options) {
  const command = ['-r', '@swc-node/register', 'tools/replay.ts', ...options];
  const program = spawn(process.execPath, command, { cwd: root });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(program, 'close');
  return { code, output };
}

const realData = join(root, '../shared/data');
const absent = existsSync(realData) ? false : 'its file is not in ../shared/data';

test(
  'the first 40 invoices of a real day agree between file, gateway and ERP',
  { skip: absent },
  async () => {
    const { code, output } = await replay('--data', realData, '--slice', '40');
    assert.equal(code, 0, output);
    assert.match(output, /^2,975 created, 0 updated, 76 refused here, 0 refused by the shop$/m);
    assert.match(output, /^sold .* 35 +455 +8,694 +18369\.44$/m);
    assert.match(output, /^Each sale was sent twice\. Sync: 35 synced, 0 failed\.$/m);
  },
);

test(
  'two real months agree between file, daily totals, reports by day, month and product, and ERP; cancellations are named',
  { skip: absent },
  async () => {
    const { code, output } = await replay('--data', realData, '--months');
    assert.equal(code, 0, output);
    assert.match(output, /^not sold: cancellation .* 586 +1,429 .* -206153\.42$/m);
    assert.match(output, /^the file +3,501 +77,628 +651,194 +1308957\.28$/m);
    assert.match(output, /^gateway +2,\d\d\d +1515110\.70$/m);
    assert.match(output, /^File, gateway, reports and ERP agree to the penny\.$/m);
  },
);

test('what can not be sold is named with its sums, and the rest agrees', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-replay-spec-'));
  try {
    writeFileSync(
      join(folder, 'online_retail_products.csv'),
      'sku,name,kind,price\nMUG,Mug,stock,2.50\nmug,Small mug,stock,1.25\nTAG,Tag,stock,0.42\nLOST,,stock,\n',
    );
    writeFileSync(
      join(folder, 'online_retail_day_2010-12-09.csv'),
      `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1001,MUG,Mug,3,2010-07-09 08:34:00,2.55,17850,United Kingdom
1001,mug,Small mug,1,2010-07-09 08:34:00,1.25,17850,United Kingdom
1001,TAG,Tag,1,2010-07-09 08:34:00,0.00,17850,United Kingdom
1001,LOST,"Lost, and found",2,2010-07-09 08:34:00,9.00,17850,United Kingdom
1001,TAG,Tag,-1,2010-07-09 08:34:00,0.42,17850,United Kingdom
C1002,MUG,Mug,-3,2010-12-09 09:00:00,2.55,17850,United Kingdom
1003,TAG,,-723,2010-12-09 23:30:00,0.00,,United Kingdom
1004,MUG,Mug,1,2010-12-09 23:59:00,2.50,,France
1005,LOST,Lost,1,2010-12-09 23:59:00,9.00,,France
`,
    );
    const { code, output } = await replay('--data', folder);
    assert.equal(code, 0, output);
    const table = output.split('\n').filter((line) => /^(sold|not sold:|the file|gateway|ERP) /.test(line));
    assert.deepEqual(
      table.map((line) => line.split(/  +/)),
      [
        ['sold (a line without price is a gift)', '2', '4', '6', '11.40'],
        ['not sold: cancellation (number begins with C)', '1', '1', '-3', '-7.65'],
        ['not sold: stock correction (no line has a price)', '1', '1', '-723', '0.00'],
        ['not sold: line with a negative quantity', '0', '1', '-1', '-0.42'],
        ['not sold: line whose product the import refused', '1', '2', '3', '27.00'],
        ['the file', '5', '9', '-718', '30.33'],
        ['gateway', '2', '11.40'],
        ['ERP', '2', '11.40'],
      ],
    );
    assert.match(output, /^File, gateway, reports and ERP agree to the penny\.$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('says in one line where its files are missing', async () => {
  const { code, output } = await replay('--data', join(root, 'tools'));
  assert.equal(code, 1);
  assert.match(output, /^online_retail_products\.csv is not in .*: name its folder with --data\.\n$/);
});
