import { expect, test } from './shop';

test('every address that npm start prints shows a page', async ({ page, shop }) => {
  const addresses = shop.said().match(/http:\S+/g) ?? [];
  expect(addresses).toHaveLength(7);
  for (const address of addresses) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(200);
    await expect(page, address).toHaveTitle(/./);
  }
});
