import { expect, test } from './shop';
import { openTill } from './till';
import { violations } from './violations';

test.use({ shopOf: 'favourites' });

test('favourites are chosen and put in order by keyboard alone, and lie first on the till, in that order', async ({
  page,
}) => {
  await page.goto('/registers/favourites');
  await expect(page.getByRole('heading', { name: 'No favourites yet' })).toBeVisible();
  for (const name of ['Croissant', 'Baguette', 'Milk 1 l']) {
    await page.keyboard.press('F2');
    await page.keyboard.type(name);
    await expect(page.getByRole('button', { name: `Add ${name}` })).toBeVisible();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: `Added: ${name}` })).toBeFocused();
  }
  const favourites = page.getByRole('list', { name: 'Favourites' }).getByRole('listitem');
  await expect(favourites).toHaveText([/Croissant/, /Baguette/, /Milk 1 l/]);
  await page.getByRole('button', { name: 'Move Milk 1 l up' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter'); // it is the first one already
  await expect(page.getByRole('button', { name: 'Move Milk 1 l up' })).toBeFocused();
  await expect(favourites).toHaveText([/Milk 1 l/, /Croissant/, /Baguette/]);
  await page.getByRole('button', { name: 'Remove Croissant' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove Baguette' })).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await expect(favourites).toHaveText([/Milk 1 l/, /Baguette/]);

  await openTill(page);
  const tiles = page.getByRole('list', { name: 'Products' }).getByRole('button');
  await expect(page.getByRole('radio', { name: 'Favourites' })).toBeChecked();
  await expect(tiles).toHaveText([/Milk 1 l/, /Baguette/]);
  await tiles.first().click();
  await expect(page.getByRole('button', { name: /1 × Milk 1 l/ })).toBeVisible();
  await page.getByRole('radio', { name: 'All' }).check({ force: true });
  await expect(tiles.nth(2)).toBeVisible();
  await page.reload();
  await expect(tiles).toHaveText([/Milk 1 l/, /Baguette/]);
  expect(await violations(page)).toEqual([]);
});
