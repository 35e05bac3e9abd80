// What happened to a file: its owner reads everything, and who was given it what became of it since.
import { written } from '../harness/bytes.ts';
import { upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import type { Page } from '@playwright/test';

async function activity(page: Page, name: string): Promise<void> {
  await page.getByRole('rowheader', { name }).click();
  await page.getByRole('tab', { name: 'Activity' }).click();
}

test('a file tells what happened to it, by whom, and the newest first', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  await upload(page, await written(info, 'plan.txt', Buffer.from('This is the plan.')));
  await activity(page, 'plan.txt');
  const list = page.getByRole('list', { name: 'Activity, newest first' });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list.getByRole('listitem').first()).toContainText('You uploaded it');

  // By keyboard from one part to the next, round the end.
  await page.getByRole('tab', { name: 'Activity' }).press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'X-ray' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Activity' })).toBeFocused();

  const context = await browser.newContext({ baseURL: server.url });
  const bob = await context.newPage();
  await signUp(bob, server, person('bob'));
  await page.getByRole('button', { name: 'Actions for plan.txt' }).click();
  await page.getByRole('menuitem', { name: 'Share …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share plan.txt' });
  await dialog.getByLabel('Username or e-mail address').fill('bob');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByRole('list', { name: 'Shared with' })).toContainText('bob');
  await page.keyboard.press('Escape');

  await page.reload();
  await expect(list.getByRole('listitem').first()).toContainText('You shared it with bob');
  await expect(list.getByRole('listitem').last()).toContainText('You uploaded it');

  // The address of the part is kept, so the code for it is fetched at once.
  expect(new URL(page.url()).searchParams.get('tab')).toBe('activity');
  await context.close();
});
