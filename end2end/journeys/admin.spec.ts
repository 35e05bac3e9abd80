// Whoever runs the server: accounts, requests for space, the audit trail, the health of the server; and whoever does not.
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { expectAccessibleInBoth } from '../harness/axe.ts';
import { press, tabTo } from '../harness/keyboard.ts';
import { becomeAdmin, person, signUp } from '../harness/people.ts';
import type { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

const SECTIONS = ['overview', 'users', 'pool', 'audit', 'health'];

/** Somebody with a seat, in a browser of their own. */
async function memberElsewhere(browser: Browser, server: Server, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signUp(page, server, person(name));
  return page;
}

async function openSection(page: Page, section: string): Promise<void> {
  await page.goto(`/admin?section=${section}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Admin' })).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** Downloads what a button makes; its name and its text. */
async function downloaded(page: Page, button: string): Promise<{ name: string; text: string }> {
  const event = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await event;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

test('a member asks for more space, and an admin sees what that changes and accepts', async ({ page, browser, server }) => {
  await becomeAdmin(page, server, person('grace'));
  const alice = await memberElsewhere(browser, server, 'alice');
  await alice.getByRole('button', { name: 'Ask for more space' }).click();
  const dialog = alice.getByRole('dialog', { name: 'More space' });
  await dialog.getByLabel('What for?').fill('My films do not fit.');
  await dialog.getByRole('button', { name: 'Ask for more space' }).click();
  await expect(alice.getByText('The admins see your request.')).toBeVisible();

  await openSection(page, 'overview');
  await expect(page.getByText('1 request for more space.')).toBeVisible();
  await page.getByRole('link', { name: 'See the requests' }).click();
  const requests = page.getByRole('region', { name: 'Requests for more space' });
  await expect(requests.getByText('My films do not fit.')).toBeVisible();
  await expect(requests.getByRole('row', { name: /^Reserved/ })).toHaveText(/1\sGB.*5\sGB/);
  await expect(requests.getByText('skyshard requests accept alice')).toBeVisible();
  await press(page, requests.getByRole('button', { name: 'Accept the request of alice' }));
  await expect(page.getByText('alice is premium now, with 5 GB reserved.')).toBeVisible();
  await expect(requests.getByText('Nobody asks for more.')).toBeVisible();
  await expect(page.getByText('pool → free: 4 GB for alice')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Seats of the pool' }).getByRole('listitem')).toHaveCount(6);

  // A role is part of how an account is protected: the member proves once more who it is.
  await alice.goto('/files');
  await expect(alice.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});

test('a role shows what it would change, and a suspension is taken back', async ({ page, browser, server }) => {
  await becomeAdmin(page, server, person('grace'));
  const alice = await memberElsewhere(browser, server, 'alice');
  await openSection(page, 'users');
  await page.getByLabel('Search', { exact: true }).fill('ali');
  await expect(page).toHaveURL(/q=ali/);
  await page.getByRole('link', { name: 'alice' }).click();
  await expect(page).toHaveURL(/user=alice/);
  const card = page.getByRole('region', { name: 'alice' });
  await tabTo(page, card.getByLabel('The role is what it reserves'));
  await page.keyboard.type('premium');
  await expect(card.getByRole('row', { name: /^Reserved/ })).toHaveText(/1\sGB.*5\sGB/);
  await expect(card.getByText('skyshard users role alice premium')).toBeVisible();
  await card.getByLabel('The role is what it reserves').selectOption('admin');
  await expect(card.getByText(/An admin needs an authenticator app/)).toBeVisible();
  await expect(card.getByRole('button', { name: 'Change the role' })).toBeDisabled();

  await press(page, card.getByRole('button', { name: 'Suspend', exact: true }));
  await expect(page.getByText('alice is suspended: nobody can sign in to it.')).toBeVisible();
  await expect(card.getByText('Suspended', { exact: true })).toBeVisible();
  await alice.goto('/files');
  await expect(alice.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Undo' }));
  await expect(page.getByText('It can be used again.')).toBeVisible();
  await expect(card.getByText('Active', { exact: true })).toBeVisible();
});

test('the trail is looked through, kept in the address, and taken along', async ({ page, browser, server }) => {
  await becomeAdmin(page, server, person('grace'));
  await memberElsewhere(browser, server, 'alice');
  await openSection(page, 'audit');
  const table = page.getByRole('region', { name: 'Table of records' });
  await expect(table.getByRole('cell', { name: 'grace' }).first()).toBeVisible();
  await page.getByLabel('User', { exact: true }).fill('alice');
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/who=alice/);
  await expect(table.getByRole('cell', { name: 'grace' })).toHaveCount(0);
  await expect(table.getByRole('cell', { name: 'alice' }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('User', { exact: true })).toHaveValue('alice');
  await expect(table.getByRole('cell', { name: 'grace' })).toHaveCount(0);
  await expect(page.getByText('skyshard audit list --user alice')).toBeVisible();

  const csv = await downloaded(page, 'Export CSV');
  expect(csv.name).toBe('skyshard-audit.csv');
  expect(csv.text).toMatch(/^"sequence","time","actor"/);
  expect(csv.text).toContain('"alice"');
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(page.getByText(/records?, unbroken since/)).toBeVisible();
});

test('a support bundle is downloaded and tells of nobody', async ({ page, browser, server }) => {
  await becomeAdmin(page, server, person('grace'));
  await memberElsewhere(browser, server, 'alice');
  await page.goto('/admin');
  await tabTo(page, page.getByRole('link', { name: 'Health', exact: true }));
  await page.keyboard.press('Enter');
  const checks = page.getByRole('region', { name: 'Checks' });
  await expect(checks.getByRole('heading', { name: 'Streaming' })).toBeVisible();
  await expect(checks.getByText('Answers come through one by one.')).toBeVisible();
  const bundle = await downloaded(page, 'Download the bundle');
  expect(bundle.name).toBe('skyshard-support.json');
  expect(JSON.parse(bundle.text)).toMatchObject({ sizes: { accounts: 2 } });
  expect(bundle.text).not.toMatch(/alice|grace|example\.com|@/);
});

test('a member sees nothing of it, and is told plainly', async ({ page, browser, server }) => {
  const elsewhere = await browser.newContext({ baseURL: server.url });
  await becomeAdmin(await elsewhere.newPage(), server, person('grace'));
  await signUp(page, server, person('alice'));
  await expect(page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name: 'Admin' })).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Where to' }).fill('admin');
  await expect(page.getByText('There is no such page.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto('/admin?section=users');
  await expect(page.getByRole('heading', { name: 'This page is for admins' })).toBeVisible();
  await expect(page.getByText('grace')).toHaveCount(0);
  await elsewhere.close();
});

for (const width of [1280, 360]) {
  test(`every section is accessible at ${width} px, light and dark`, async ({ page, browser, server }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await becomeAdmin(page, server, person('grace'));
    const alice = await memberElsewhere(browser, server, 'alice');
    await alice.getByRole('button', { name: 'Ask for more space' }).click();
    await alice.getByRole('dialog', { name: 'More space' }).getByRole('button', { name: 'Ask for more space' }).click();
    await expect(alice.getByText('The admins see your request.')).toBeVisible();
    for (const section of [...SECTIONS, 'users&user=alice']) {
      await openSection(page, section);
      await expectAccessibleInBoth(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `nothing sticks out of ${section}`).toBeLessThanOrEqual(0);
    }
  });
}
