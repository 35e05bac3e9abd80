// Two people share a folder: it is given, looked at, changed and taken back; whoever it was not given to sees nothing.
import type { Browser, Page, TestInfo } from '@playwright/test';
import { written } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import type { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

/** Obeys the rule for passwords. */
const LINK_PASSWORD = 'four brown foxes at noon';

async function put(page: Page, info: TestInfo, name: string): Promise<void> {
  await upload(page, await written(info, name, Buffer.from(`This is ${name}.`)));
}

async function make(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Make folder' }).click();
  await expect(row(page, name)).toBeVisible();
}

async function share(page: Page, name: string, who: string, right: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Share …' }).click();
  const dialog = page.getByRole('dialog', { name: `Share ${name}` });
  await dialog.getByLabel('Username or e-mail address').fill(who);
  await dialog.getByLabel('They').selectOption({ label: right });
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByRole('list', { name: 'Shared with' })).toContainText(right);
  await page.keyboard.press('Escape');
}

async function someone(browser: Browser, server: Server, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signUp(page, server, person(name));
  return page;
}

test('a folder is given, changed by the other, and taken back', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  await make(page, 'Trip');
  await page.getByRole('link', { name: 'Trip', exact: true }).click();
  await put(page, info, 'plan.txt');
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Files' }).click();
  const bob = await someone(browser, server, 'bob');
  const carol = await someone(browser, server, 'carol');

  // A name that nobody has says so at the field.
  await page.getByRole('button', { name: 'Actions for Trip' }).click();
  await page.getByRole('menuitem', { name: 'Share …' }).click();
  await page.getByLabel('Username or e-mail address').fill('nobody_here');
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('Nobody here is called nobody_here');
  await page.keyboard.press('Escape');
  await share(page, 'Trip', 'bob', 'Can look at it');
  await expect(row(page, 'Trip')).toContainText('shared');

  await bob.goto('/shared');
  await bob.getByRole('link', { name: 'Trip', exact: true }).click();
  await expect(row(bob, 'plan.txt')).toBeVisible();
  await expect(bob.getByText('Shared by ada. You can look at it and download it.')).toBeVisible();
  await expect(bob.getByRole('button', { name: 'New folder' })).toBeHidden();
  await bob.getByRole('button', { name: 'Actions for plan.txt' }).click();
  await expect(bob.getByRole('menuitem', { name: 'Move to Trash' })).toHaveCount(0);
  await expect(bob.getByRole('menuitem', { name: 'Share …' })).toHaveCount(0);
  await bob.keyboard.press('Escape');

  await share(page, 'Trip', 'bob', 'Can change it');
  await bob.reload();
  await put(bob, info, 'from bob.txt');
  await page.getByRole('link', { name: 'Trip', exact: true }).click();
  await expect(row(page, 'from bob.txt')).toBeVisible();

  // Whoever knows the address and was given nothing finds nothing.
  const address = new URL(bob.url());
  await carol.goto(`${address.pathname}${address.search}`);
  await expect(carol.getByText('This folder is not here any more')).toBeVisible();

  await page.goto('/shared');
  await expect(page.getByRole('row').filter({ hasText: 'with bob' })).toContainText('opened');
  await page.getByRole('button', { name: 'Take back Trip from bob' }).click();
  await bob.reload();
  await expect(bob.getByText('This folder is not here any more')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Take back Trip from bob' })).toBeVisible();
  await bob.reload();
  await expect(row(bob, 'plan.txt')).toBeVisible();

  await bob.goto('/shared');
  await bob.getByRole('button', { name: 'Leave Trip' }).click();
  await expect(bob.getByText('Nothing is shared')).toBeVisible();
});

test('a folder is shared on by whoever was given it so, and its owner sees that', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  await make(page, 'Trip');
  await page.getByRole('link', { name: 'Trip', exact: true }).click();
  await put(page, info, 'plan.txt');
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Files' }).click();
  const bob = await someone(browser, server, 'bob');
  const carol = await someone(browser, server, 'carol');
  await share(page, 'Trip', 'bob', 'Can change it and share it on');

  // The same question, without what cannot be passed on.
  await bob.goto('/shared');
  await bob.getByRole('button', { name: 'Share Trip' }).click();
  const dialog = bob.getByRole('dialog', { name: 'Share Trip' });
  await expect(dialog.getByLabel('They').locator('option')).toHaveText(['Can look at it', 'Can change it']);
  await expect(dialog.getByText('Or share by a link')).toHaveCount(0);
  await dialog.getByLabel('Username or e-mail address').fill('carol');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByRole('list', { name: 'Shared with' })).toContainText('carol');
  // Who was given it is no field that was left empty.
  await expect(dialog.getByText('Type the name or the address')).toHaveCount(0);
  await bob.keyboard.press('Escape');
  await bob.getByRole('link', { name: 'Trip', exact: true }).click();
  await bob.getByRole('button', { name: 'Actions for plan.txt' }).click();
  await expect(bob.getByRole('menuitem', { name: 'Share …' })).toBeVisible();

  await carol.goto('/shared');
  await carol.getByRole('link', { name: 'Trip', exact: true }).click();
  await expect(row(carol, 'plan.txt')).toBeVisible();
  await carol.getByRole('button', { name: 'Actions for plan.txt' }).click();
  await expect(carol.getByRole('menuitem', { name: 'Share …' })).toHaveCount(0);

  await page.goto('/shared');
  await expect(page.getByRole('row').filter({ hasText: 'with carol' })).toContainText('passed on by bob');
  await page.getByRole('button', { name: 'Take back Trip from carol' }).click();
  await expect(page.getByRole('button', { name: 'Take back Trip from carol' })).toHaveCount(0);
  await carol.reload();
  await expect(carol.getByText('This folder is not here any more')).toBeVisible();
  await bob.reload();
  await expect(row(bob, 'plan.txt')).toBeVisible();
});

test('a link opens for a stranger, with its password, as often as it may', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'beach.txt');
  await page.getByRole('button', { name: 'Actions for beach.txt' }).click();
  await page.getByRole('menuitem', { name: 'Share …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share beach.txt' });
  await dialog.getByText('Or share by a link').click();
  await dialog.getByLabel('Password, if you like', { exact: true }).fill(LINK_PASSWORD);
  await dialog.getByLabel('How often, if there is an end to it').fill('1');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  const address = (await dialog.locator('.link-address').textContent())!;
  expect(address).toContain('/s#');
  await page.keyboard.press('Escape');
  await expect(row(page, 'beach.txt')).toContainText('shared');

  const context = await browser.newContext({ baseURL: server.url });
  const stranger = await context.newPage();
  await stranger.goto(`/s${new URL(address).hash}`);
  await expect(stranger.getByRole('heading', { name: 'This link has a password' })).toBeVisible();
  await expect(stranger.getByText('beach.txt')).toHaveCount(0);
  await stranger.getByLabel('Password', { exact: true }).fill('not this one at all');
  await stranger.getByRole('button', { name: 'Open' }).click();
  await expect(stranger.getByText('This is not the password of this link.')).toBeVisible();
  await stranger.getByLabel('Password', { exact: true }).fill(LINK_PASSWORD);
  await stranger.getByRole('button', { name: 'Open' }).click();
  await expect(stranger.getByRole('heading', { name: 'beach.txt' })).toBeVisible();
  await stranger.getByRole('button', { name: 'Look at it here' }).click();
  await expect(stranger.getByRole('region', { name: 'Text of beach.txt' })).toHaveText('This is beach.txt.');
  // Looking and saving count once.
  const started = stranger.waitForEvent('download');
  await stranger.getByRole('button', { name: 'Download' }).click();
  expect((await started).suggestedFilename()).toBe('beach.txt');

  // It was the only one.
  await stranger.reload();
  await expect(stranger.getByText('This link does not work')).toBeVisible();
  await page.goto('/shared');
  await expect(page.getByRole('row').filter({ hasText: 'with a link with a password' })).toContainText('1 of 1 download');
});

test('a link for uploads takes files and shows nothing', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  await make(page, 'Homework');
  await page.getByRole('link', { name: 'Homework' }).click();
  await put(page, info, 'mine.txt');
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Files' }).click();
  await page.getByRole('button', { name: 'Actions for Homework' }).click();
  await page.getByRole('menuitem', { name: 'Share …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share Homework' });
  await dialog.getByText('Or share by a link').click();
  await dialog.getByLabel('Only for uploads').check();
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const address = (await dialog.locator('.link-address').textContent())!;
  await page.keyboard.press('Escape');

  const context = await browser.newContext({ baseURL: server.url });
  const stranger = await context.newPage();
  await stranger.goto(`/s${new URL(address).hash}`);
  await expect(stranger.getByRole('heading', { name: 'Homework' })).toBeVisible();
  await expect(stranger.getByText('mine.txt')).toHaveCount(0);
  const chooser = stranger.waitForEvent('filechooser');
  await stranger.getByRole('button', { name: 'Choose files' }).click();
  const file = await written(info, 'theirs.txt', Buffer.from('By somebody without an account.'));
  await (await chooser).setFiles(file.path);
  await expect(stranger.getByText(/Stored .* as theirs\.txt\./)).toBeVisible();

  await page.getByRole('link', { name: 'Homework' }).click();
  await expect(row(page, 'theirs.txt')).toBeVisible();
});
