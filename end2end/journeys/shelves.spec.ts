// What was changed recently and what is a favourite is found without knowing its folder.
import { written } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('favourites and recent files are found from anywhere', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await upload(page, await written(info, 'first.txt', Buffer.from('one')));
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Letters');
  await page.getByRole('button', { name: 'Make folder' }).click();
  await page.getByRole('link', { name: 'Letters' }).click();
  await upload(page, await written(info, 'second.txt', Buffer.from('two')));

  await page.goto(`${server.url}/files`);
  const lists = page.getByRole('navigation', { name: 'Lists' });
  await lists.getByRole('link', { name: 'Recent' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await expect(page.getByRole('rowheader').first()).toContainText('second.txt');
  await expect(page.getByRole('rowheader').first()).toContainText('Letters');

  await page.getByRole('button', { name: 'Actions for second.txt' }).click();
  await page.getByRole('menuitem', { name: 'Add to favourites' }).click();
  await expect(row(page, 'second.txt')).toContainText('favourite');
  await lists.getByRole('link', { name: 'Favourites' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await expect(row(page, 'second.txt')).toBeVisible();
  await page.getByRole('button', { name: 'Actions for second.txt' }).click();
  await page.getByRole('menuitem', { name: 'Remove from favourites' }).click();
  await expect(page.getByText('Nothing is a favourite yet')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  await expect(row(page, 'second.txt')).toBeVisible();
});
