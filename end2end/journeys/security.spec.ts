// How an account is protected: an authenticator app, backup codes, sessions, the password.
import { expectAccessible, expectAccessibleInBoth } from '../harness/axe.ts';
import { tabTo } from '../harness/keyboard.ts';
import { enterCode, expectFiles, fillSignIn, person, signIn, signOut, signUp } from '../harness/people.ts';
import { addApp, appCode, saveCodes } from '../harness/phone.ts';
import type { Page } from '@playwright/test';
import { expect, test } from '../harness/test.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1, name: 'Security' });

async function openSecurity(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Security' }).or(page.getByTitle('Security')).first().click();
  await expect(heading(page)).toBeVisible();
}

test('an authenticator app takes the place of mailed codes, and a backup code that of the app', async ({ page, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  await openSecurity(page);
  await expect(page.getByText(/^Basic: password and mailed codes/)).toBeVisible();
  const { key, codes } = await addApp(page);

  // The codes can be taken along as a file.
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save' }).click();
  expect((await download).suggestedFilename()).toBe('skyshard-backup-codes.txt');
  await saveCodes(page);
  await expect(page.getByText('Good: password and authenticator.')).toBeVisible();
  await expect(page.getByText('10 of 10 left')).toBeVisible();
  await expect(page.getByText('You added an authenticator app')).toBeVisible();
  await expectAccessible(page);

  await signOut(page);
  await page.getByLabel('Username or e-mail').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(/Open your authenticator app/)).toBeVisible();
  // The code that turned it on was used up; the one after the present one counts already.
  await enterCode(page, appCode(key, 1));
  await expectFiles(page);

  await signOut(page);
  await page.getByLabel('Username or e-mail').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Use a backup code' }).click();
  await page.getByRole('textbox', { name: /code/i }).fill(codes[2]!.toUpperCase());
  await page.keyboard.press('Enter');
  await expectFiles(page);
  await openSecurity(page);
  await expect(page.getByText('9 of 10 left')).toBeVisible();
});

test('a session is ended from another one, on its next call', async ({ page, browser, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  const elsewhere = await browser.newContext({ baseURL: server.url, userAgent: 'Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1' });
  const other = await elsewhere.newPage();
  await signIn(other, server, ada);
  await expectFiles(other);

  await openSecurity(page);
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await expect(sessions.getByText('This device')).toHaveCount(1);
  await sessions.getByRole('button', { name: 'End the session of Safari on iPhone' }).click();
  await expect(page.getByText('Safari on iPhone is signed out.')).toBeVisible();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await other.goto('/trash');
  await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await elsewhere.close();
});

test('a new password ends the other sessions, and this one goes on', async ({ page, browser, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  const elsewhere = await browser.newContext({ baseURL: server.url });
  const other = await elsewhere.newPage();
  await signIn(other, server, ada);
  await expectFiles(other);

  await openSecurity(page);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Password' });
  await dialog.getByLabel('Current password').fill('not the one');
  await dialog.getByLabel('New password').fill('short');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('New password')).toBeFocused();
  await dialog.getByLabel('New password').fill('four loud geese at dawn');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('That is not your current password.')).toBeVisible();
  await dialog.getByLabel('Current password').fill(ada.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your password was changed.')).toBeVisible();
  await page.goto('/files');
  await expectFiles(page);
  await other.goto('/files');
  await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await fillSignIn(other, server, { ...ada, password: 'four loud geese at dawn' });
  await expectFiles(other);
  await elsewhere.close();
});

test('an old session proves itself once more, by keyboard, and goes on where it was', async ({ page, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  await page.goto('/security');
  await expect(heading(page)).toBeVisible();
  // As seen by this browser the proof is old.
  await page.clock.install({ time: Date.now() + 10 * 60_000 });
  await page.reload();
  await expect(heading(page)).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByLabel('Your password', { exact: true }));
  await page.keyboard.type(ada.password);
  const from = server.mark();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByLabel('Code', { exact: true }));
  const code = await server.code(ada.email, from);
  await page.keyboard.type(code === '000000' ? '111111' : '000000');
  await expect(dialog.getByRole('alert')).toContainText('That code is not right');
  await page.keyboard.type(code);
  await expect(page.getByRole('dialog', { name: 'Add an authenticator app' })).toBeVisible();
});

for (const width of [1280, 360]) {
  test(`the page and its sheets are accessible at ${width} px, light and dark`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await signUp(page, server, person('ada'));
    await page.goto('/security');
    await expect(heading(page)).toBeVisible();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    await expectAccessibleInBoth(page);
    const key = await page.locator('.totp-key').innerText();
    await page.getByLabel(/six digits/).fill(appCode(key));
    await expect(page.getByRole('listitem').filter({ hasText: '-' })).toHaveCount(10);
    await expectAccessibleInBoth(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, 'nothing sticks out').toBeLessThanOrEqual(0);
  });
}
