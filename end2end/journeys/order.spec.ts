// The order of the list: by its headers, by keyboard, in the address, and kept for the next visit.
import { sample } from '../harness/bytes.ts';
import { upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('a header orders by its column, and again the other way round', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  for (const [name, size] of [['beta.bin', 3_000], ['alpha.bin', 1_000], ['gamma.bin', 2_000]] as const) {
    await upload(page, await sample(info, name, size));
  }
  const shown = () => page.getByRole('rowheader').allInnerTexts().then((names) => names.map((name) => name.split('.')[0]));
  const header = (name: string) => page.getByRole('columnheader', { name });
  await expect.poll(shown).toEqual(['gamma', 'alpha', 'beta']);
  await expect(header('Modified')).toHaveAttribute('aria-sort', 'descending');

  await header('Name').getByRole('button').click();
  await expect.poll(shown).toEqual(['alpha', 'beta', 'gamma']);
  await expect(header('Name')).toHaveAttribute('aria-sort', 'ascending');
  await expect(header('Modified')).toHaveAttribute('aria-sort', 'none');
  await expect(page).toHaveURL(/[?&]sort=name(&|$)/);

  await header('Size').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect.poll(shown).toEqual(['beta', 'gamma', 'alpha']);
  await page.keyboard.press('Space');
  await expect.poll(shown).toEqual(['alpha', 'gamma', 'beta']);
  await expect(page.getByRole('status').filter({ hasText: 'Smallest first' })).toHaveCount(1);

  // From a header into the list and back.
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('rowheader', { name: /alpha/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(header('Name').getByRole('button')).toBeFocused();

  // The address says it, and without one the browser remembers.
  await page.reload();
  await expect.poll(shown).toEqual(['alpha', 'gamma', 'beta']);
  await page.goto('/files');
  await expect.poll(shown).toEqual(['alpha', 'gamma', 'beta']);
  await page.goto('/files?sort=-name');
  await expect.poll(shown).toEqual(['gamma', 'beta', 'alpha']);
  await header('Copies').getByRole('button').click();
  await expect.poll(shown).toEqual(['alpha', 'beta', 'gamma']);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('a list of orders takes the place of the headers', async ({ page, server }, info) => {
    await signUp(page, server, person('ada'));
    for (const name of ['one.bin', 'two.bin']) await upload(page, await sample(info, name, 1_000));
    const order = page.getByRole('combobox', { name: 'Order' });
    await expect(order).toHaveValue('-modified');
    await order.selectOption({ label: 'Name, A to Z' });
    await expect(page.getByRole('rowheader').first()).toContainText('one.bin');
    await expect(page.getByRole('rowheader').first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Name', exact: true })).toHaveCount(0);
  });
});
