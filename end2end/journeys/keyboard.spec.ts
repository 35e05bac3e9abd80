// Signing up without a mouse, a touch or a peek at the page's structure: Tab, letters, Enter.
import type { Locator, Page } from '@playwright/test';
import { tabTo } from '../harness/keyboard.ts';
import { expectFiles, person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('a keyboard is enough to sign up', async ({ page, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await tabTo(page, page.getByLabel('E-mail', { exact: true }));
  await page.keyboard.type(ada.email);
  await tabTo(page, page.getByLabel('Username', { exact: true }));
  await page.keyboard.type(ada.username);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');

  await expect(page.getByLabel('Six-digit code')).toBeVisible();
  await tabTo(page, page.getByLabel('Six-digit code', { exact: true }));
  await page.keyboard.type(await server.code(ada.email));
  await expectFiles(page);
});

test('a suggested username gives way to what is typed, by keyboard and by mouse', async ({ page }) => {
  await page.goto('/sign-up');
  const username = page.getByLabel('Username');
  await page.getByLabel('E-mail').click();
  await page.keyboard.type('ada.lovelace@example.com');
  await expect(username).toHaveValue('ada_lovelace');
  await page.keyboard.press('Tab');
  await page.keyboard.type('countess');
  await expect(username).toHaveValue('countess');

  // What was typed is nobody's suggestion any more: a click does not select it, and the address leaves it alone.
  await username.click();
  await page.keyboard.press('End');
  await page.keyboard.type('_1');
  await expect(username).toHaveValue('countess_1');
  await page.getByLabel('E-mail').fill('other@example.com');
  await expect(username).toHaveValue('countess_1');

  await username.fill('');
  await page.getByLabel('E-mail').fill('grace@example.com');
  await expect(username).toHaveValue('grace');
  await username.click();
  await page.keyboard.type('hopper');
  await expect(username).toHaveValue('hopper');
});

test('the first Tab offers the way past the navigation', async ({ page }) => {
  await page.goto('/calculator');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
});

test('the palette goes to a page by a few letters, and Escape gives the focus back', async ({ page }) => {
  const line = await openPalette(page);
  await page.keyboard.press('Escape');
  await expect(line).toBeHidden();
  await page.keyboard.press('Control+K');
  await expect(line).toBeFocused();
  await page.keyboard.type('outb');
  await expect(page.getByRole('option')).toHaveText(['Outbox']);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible();
});

test('the palette opens again before the page was told that Escape closed it', async ({ page }) => {
  const line = await openPalette(page);
  await page.evaluate(() => {
    // What Escape does; the event `close` comes in a task of its own, later than the next key.
    document.querySelector<HTMLDialogElement & { requestClose(): void }>('dialog[open]')?.requestClose();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }));
  });
  await expect(line).toBeFocused();
  await page.keyboard.type('outb');
  await expect(page.getByRole('option')).toHaveText(['Outbox']);
});

test('single-key shortcuts can be turned off, the search key too', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  const search = page.getByRole('searchbox', { name: 'Search files' });
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await search.blur();
  await page.keyboard.press('?');
  await page.getByLabel('Single-key shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(search).not.toBeFocused();
});

/** The line of the palette, opened on the calculator's page. */
async function openPalette(page: Page): Promise<Locator> {
  await page.goto('/calculator');
  await expect(page.getByRole('heading', { level: 1, name: 'Calculator' })).toBeVisible();
  await page.keyboard.press('Control+K');
  const line = page.getByRole('combobox', { name: 'Where to' });
  await expect(line).toBeFocused();
  return line;
}
