import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Shop } from './shop';
import { violations } from './violations';

// The back office's view of what devices hand in: the proof of a register, its export, flags, conflicts, rescue files.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'registers' });

test('the proof names exactly which sales are missing and on which device, until a rescue file brings them', async ({
  page,
  shop,
}) => {
  const device = await Device.claim(shop, 'Counter left');
  const sales = await device.sell(8);
  await device.handIn([...sales.slice(0, 3), ...sales.slice(5, 6)]);

  await page.goto('/registers');
  const row = page.getByRole('row').filter({ hasText: 'R1' });
  await expect(row).toContainText('“Counter left”');
  await expect(row).toContainText(
    '1–3 and 6 recorded, chain intact. Missing: 4–5 and 7–8, which wait on “Counter left”.',
  );

  const rescue = {
    name: 'rescue.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(device.rescueFile(sales.slice(3)))),
  };
  await page.getByLabel('Rescue file').setInputFiles(rescue);
  await expect(page.getByText('rescue.json: 4 sales recorded, 1 already there.')).toBeVisible();
  await page.getByLabel('Rescue file').setInputFiles(rescue);
  await expect(page.getByText('rescue.json: 0 sales recorded, 5 already there.')).toBeVisible();
  await expect(row).toContainText('1–8 recorded, nothing missing, chain intact.');

  await page.getByRole('link', { name: 'Till 1' }).click();
  await expect(page.getByText('Everything that this register sold has arrived, unaltered.')).toBeVisible();
  await expect(
    page.getByText('It can’t show sales that a device made after it was last heard of'),
  ).toBeVisible();
});

test('the exported sales can be checked without us: each hash is that of what was sent, and names the one before', async ({
  page,
  shop,
}) => {
  const [{ id }] = await registers(shop);
  await page.goto(`/registers/${id}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export the sales' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^tillkeep-MAIN-R1-\d{4}-\d{2}-\d{2}\.json$/);
  const file = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(file).toMatchObject({ format: 'tillkeep-register-1', register: { code: 'R1' } });
  const [{ sales, deviceSequence }] = file.claims;
  expect(sales).toHaveLength(8);
  expect(deviceSequence).toBe(8);
  let previous = '0'.repeat(64);
  for (const { sequence, hash, asSent } of sales) {
    expect(createHash('sha256').update(asSent).digest('hex')).toBe(hash);
    expect(JSON.parse(asSent)).toMatchObject({ sequence, previousHash: previous });
    previous = hash;
  }
  const verify = ['run', '--silent', 'verify:register', '--', await download.path()];
  expect(execFileSync('npm', verify, { cwd: join(__dirname, '../../..'), encoding: 'utf8' })).toContain(
    'All in order.',
  );
});

test('a sale of what was not there is flagged, found by the filter, and explained', async ({
  page,
  shop,
}) => {
  const device = await Device.claim(shop, 'Tablet');
  const sale = await device.sellOne(10_000);
  await device.handIn([sale]);
  await page.goto('/sales');
  await page.getByRole('button', { name: 'Flagged' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: sale.number }).click();
  await expect(page.getByText('More was sold than there was.')).toBeVisible();
  for (const station of ['On the till', 'At the gateway', 'Waiting to be booked in the ERP'])
    await expect(page.getByRole('heading', { name: station })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('another content under the id of a sale is kept and shown beside it', async ({ page, shop }) => {
  const device = await Device.claim(shop, 'Tablet again');
  const sale = await device.sellOne();
  await device.handIn([sale]);
  await device.handIn([device.hashed({ ...sale, soldAt: '2026-04-30T10:00:00.000Z' })]);
  for (const address of [`/sales/${sale.id}`, `/registers/${device.registerId}`]) {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Two contents for one sale' })).toBeVisible();
    await expect(page.getByRole('table', { name: /^Differences of / })).toContainText('30 Apr 2026');
    expect(await violations(page)).toEqual([]);
  }
});

test('a manager gives up what a lost device never handed in, and the proof says so', async ({
  page,
  shop,
}) => {
  const lost = await Device.claim(shop, 'Lost tablet');
  const sales = await lost.sell(3);
  await lost.handIn(sales.slice(0, 1));
  await Device.claim(shop, 'New tablet');

  await page.goto(`/registers/${lost.registerId}`);
  await page.getByRole('button', { name: 'Give up waiting' }).click();
  await page.getByRole('button', { name: 'Give up', exact: true }).click();
  await expect(page.getByText('Say what happened')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('What happened to the device').fill('Stolen on Sunday');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('Some sales never arrived; a manager has given them up.')).toBeVisible();
  await expect(
    page.getByRole('row').filter({ hasText: 'Missing: 2–3, given up by a manager at 1.' }),
  ).toContainText('“Stolen on Sunday”');

  await lost.handIn(sales.slice(1));
  await page.reload();
  await expect(page.getByText('Everything that this register sold has arrived, unaltered.')).toBeVisible();
});

test('a file that is none is refused with what to do, and changes nothing', async ({ page }) => {
  await page.goto('/registers');
  const file = { name: 'list.json', mimeType: 'application/json', buffer: Buffer.from('{"milk": 2}') };
  await page.getByLabel('Rescue file').setInputFiles(file);
  await expect(page.getByRole('alert').filter({ hasText: 'list.json can’t be taken in.' })).toBeVisible();
});

interface SentSale {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly hash: string;
}

/** A till that speaks to the gateway's API and shares no code with ours: it writes and hashes its sales itself. */
class Device {
  private sequence = 0;
  private head = '0'.repeat(64);

  private constructor(
    private readonly shop: Shop,
    private readonly claim: { id: string; token: string; epoch: number },
    readonly registerId: string,
    private readonly name: string,
  ) {}

  static async claim(shop: Shop, deviceName: string): Promise<Device> {
    const [{ id: registerId }] = await registers(shop);
    const claim = 'mutation($input:ClaimRegisterInput!){claimRegister(input:$input){id token epoch}}';
    const { claimRegister } = await shop.ask(claim, { input: { registerId, deviceName, takeOver: true } });
    return new Device(shop, claimRegister, registerId, deviceName);
  }

  async sell(count: number): Promise<SentSale[]> {
    const sales: SentSale[] = [];
    while (sales.length < count) sales.push(await this.sellOne());
    return sales;
  }

  async sellOne(quantity = 1): Promise<SentSale> {
    const { productByCode: product, outlets } = await this.shop.ask(
      '{productByCode(code:"BAGUETTE"){id sku name price taxRate} outlets{timeZone}}',
    );
    const sequence = ++this.sequence;
    const now = new Date();
    const { timeZone } = outlets[0];
    const businessDate = new Intl.DateTimeFormat('en-CA', { timeZone }).format(now); // YYYY-MM-DD
    const total = product.price * quantity;
    const tax = total - Math.round(total / (1 + product.taxRate / 100));
    const { id: productId, sku, name, price: unitPrice, taxRate } = product;
    const sale = this.hashed({
      id: uuidV7(),
      sequence,
      number: `${businessDate}-${String(sequence).padStart(2, '0')}`,
      businessDate,
      soldAt: now.toISOString(),
      lines: [{ productId, sku, name, quantity, unitPrice, taxRate, tax, total }],
      payments: [{ method: 'CASH', amount: total }],
      subtotal: total - tax,
      tax,
      total,
      previousHash: this.head,
    });
    this.head = sale.hash;
    return sale;
  }

  hashed<Sale extends object>(sale: Sale): Sale & { hash: string } {
    const text = canonical({ ...sale, hash: undefined, claimId: this.claim.id });
    return { ...sale, hash: createHash('sha256').update(text).digest('hex') };
  }

  async handIn(sales: object[]): Promise<void> {
    const input = { claimId: this.claim.id, lastSequence: this.sequence, sales };
    const record = 'mutation($input:RecordSalesInput!){recordSales(input:$input){results{outcome}}}';
    const { recordSales } = await this.shop.ask(record, { input }, this.claim.token);
    for (const { outcome } of recordSales.results) expect(['RECORDED', 'CONFLICT']).toContain(outcome);
  }

  rescueFile(sales: SentSale[]) {
    const { registerId, name: deviceName, sequence: lastSequence } = this;
    const { id: claimId, epoch } = this.claim;
    return {
      format: 'tillkeep-rescue-1',
      claims: [{ claimId, registerId, epoch, deviceName, lastSequence, sales }],
    };
  }
}

async function registers(shop: Shop): Promise<[{ id: string }]> {
  const found = await shop.ask('{registers{id code}}');
  return found.registers.filter((register: { code: string }) => register.code === 'R1');
}

/** RFC 8785 for what a sale holds: sorted keys, no blanks, nothing undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}

function uuidV7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
