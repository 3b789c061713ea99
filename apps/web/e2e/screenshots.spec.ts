import { join } from 'node:path';
import { withoutStream } from './office';
import { expect, test, type Shop } from './shop';
import { add, openTill } from './till';

// The pictures of the README: npm run screenshots.

test.skip(!process.env.SCREENSHOTS, 'only on demand: it writes docs/images');

const folder = join(__dirname, '../../../docs/images');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the main screens, ${colorScheme}`, async ({ page, shop }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const shot = async (name: string) => {
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    };
    await withoutStream(page);
    await sellSome(shop);
    await page.goto('/sync');
    await page.getByRole('button', { name: 'Sync now' }).click();
    await expect(page.getByText(/booked in the ERP/).first()).toBeVisible();
    await sellSome(shop);
    await page.reload();
    await shot('sync');
    await page.goto('/');
    await expect(page.getByRole('img', { name: /by hour/ })).toBeVisible();
    await shot('dashboard');
    await page.goto('/reports?by=PRODUCT');
    await expect(page.getByRole('table', { name: 'Report' })).toBeVisible();
    await shot('reports');
    await page.goto('/products');
    await shot('products');
    await page.goto('/sales');
    await shot('sales');
    await page.getByRole('row').filter({ hasText: 'Synced' }).first().getByRole('link').first().click();
    await expect(page.getByText(/Booked in the ERP as/)).toBeVisible();
    await shot('sale');
    await openTill(page);
    for (const words of ['milk', 'milk', 'comte', 'olive', 'croissant', 'pale ale']) await add(page, words);
    await shot('register');
    await page.keyboard.press('F9');
    await shot('pay');
  });
}

async function sellSome({ ask }: Shop) {
  const { registers } = await ask('{registers{id code claim{id}}}');
  // Once a till has been opened on it, its sales are the till's own.
  const free = registers.find(
    (register: { code: string; claim: object | null }) => register.code !== '00' && !register.claim,
  );
  const { products } = await ask('{products(first:30,filter:{active:true}){nodes{id stock trackStock}}}');
  const sellable = products.nodes.filter(
    (product: { stock: number; trackStock: boolean }) => !product.trackStock || product.stock > 8,
  );
  for (let sale = 0; sale < 8; sale++) {
    const lines = [0, 1, 2].map((line) => ({
      productId: sellable[(sale * 3 + line * 5) % sellable.length].id,
      quantity: 1 + (line % 2),
    }));
    await ask('mutation($input:CreateSaleInput!){createSale(input:$input){id}}', {
      input: { registerId: free?.id, lines },
    });
  }
}
