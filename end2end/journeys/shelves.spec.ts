// What was changed recently, what is a favourite and what has a tag is found without knowing its folder.
import { expectAccessibleInBoth } from '../harness/axe.ts';
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

test('tags are put on several at once by keyboard, found by, and taken back', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  for (const name of ['one.txt', 'two.txt', 'three.txt']) await upload(page, await written(info, name, Buffer.from(name)));
  await row(page, 'one.txt').getByRole('rowheader').click();
  await row(page, 'two.txt').getByRole('rowheader').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Tags', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Tags of 2 files' });
  await expect(dialog.getByRole('textbox', { name: 'New tag' })).toBeFocused();
  await page.keyboard.type('a, b');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('A tag cannot contain commas');
  await dialog.getByRole('textbox', { name: 'New tag' }).fill('Trip 2027');
  await page.keyboard.press('Enter');
  await expect(row(page, 'one.txt')).toContainText('Trip 2027');
  await expect(row(page, 'two.txt')).toContainText('Trip 2027');

  // One tag of its own, and some of what is chosen have it.
  await page.getByRole('button', { name: 'Actions for three.txt' }).click();
  await page.getByRole('menuitem', { name: 'Tags' }).click();
  const alone = page.getByRole('dialog', { name: 'Tags of three.txt' });
  await expect(alone.getByRole('checkbox', { name: 'Trip 2027' })).not.toBeChecked();
  await expectAccessibleInBoth(page);
  await alone.getByRole('checkbox', { name: 'Trip 2027' }).check();
  await alone.getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'three.txt')).toContainText('Trip 2027');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  await expect(row(page, 'three.txt')).not.toContainText('Trip 2027');

  await page.getByRole('navigation', { name: 'Lists' }).getByRole('link', { name: 'Find' }).click();
  await page.getByRole('combobox', { name: 'Tag' }).selectOption('Trip 2027');
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await expect(page).toHaveURL(/tag=Trip/);
  await page.reload();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await expect(page.getByRole('combobox', { name: 'Tag' })).toHaveValue('Trip 2027');
  await page.getByRole('combobox', { name: 'Tag' }).selectOption('Any tag');
  await expect(page.getByRole('rowheader')).toHaveCount(3);
});
