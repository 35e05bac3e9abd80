// Signing up without a mouse, a touch or a peek at the page's structure: Tab, letters, Enter.
import { type Page } from '@playwright/test';
import { expectFiles, person } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const TABS_MAX = 25;

test('a keyboard is enough to sign up', async ({ page, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await tabTo(page, 'E-mail');
  await page.keyboard.type(ada.email);
  await tabTo(page, 'Username');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(ada.username);
  await tabTo(page, 'Password');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');

  await expect(page.getByLabel('Six-digit code')).toBeVisible();
  await tabTo(page, 'Six-digit code');
  await page.keyboard.type(await server.code(ada.email));
  await expectFiles(page);
});

test('the first Tab offers the way past the navigation', async ({ page }) => {
  await page.goto('/calculator');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
});

/** Tab until the element of that accessible name has the focus, and the focus can be seen. */
async function tabTo(page: Page, label: string): Promise<void> {
  const wanted = page.getByLabel(label, { exact: true });
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${TABS_MAX} tabs did not reach "${label}"`);
}
