// Getting an account back: a mailed link to choose a new password, and "it was not me".
import { expectAccessible } from '../harness/axe.ts';
import { press, tabTo } from '../harness/keyboard.ts';
import { expectFiles, person, signIn, signOut, signUp } from '../harness/people.ts';
import { addApp, appCode, saveCodes } from '../harness/phone.ts';
import { expect, test } from '../harness/test.ts';

const NEXT = 'amber ladder behind the fog';

test('a forgotten password is chosen anew by a mailed link, which works once', async ({ page, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  await signOut(page);
  await press(page, page.getByRole('link', { name: 'Forgot your password?' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Forgot your password?' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('E-mail').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Send the link' }).click();
  const words = await page.locator('.card').getByRole('status').innerText();
  await page.goto('/forgot');
  await page.getByLabel('E-mail').waitFor();
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(ada.email);
  await page.keyboard.press('Enter');
  await expect(page.getByText(words)).toBeVisible();

  const link = await server.link(ada.email);
  await page.goto(link);
  await expect(page.getByText('For your account ada')).toBeVisible();
  expect(page.url()).not.toContain('#');
  await expectAccessible(page);
  await tabTo(page, page.getByLabel('New password', { exact: true }));
  await page.keyboard.type('too short');
  await press(page, page.getByRole('button', { name: 'Set the password' }));
  await expect(page.getByLabel('New password', { exact: true })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(NEXT);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await signIn(page, server, { ...ada, password: NEXT });
  await expectFiles(page);

  await page.goto('/forgot');
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1, name: 'This link leads nowhere' })).toBeVisible();
});

test('a mailed link asks for the code of an authenticator too', async ({ page, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  await page.goto('/security');
  const { key, codes } = await addApp(page);
  await saveCodes(page);
  await signOut(page);
  await page.goto('/forgot');
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.goto(await server.link(ada.email));
  await page.getByLabel('New password', { exact: true }).fill(NEXT);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /code/i })).toBeVisible();
  await page.getByRole('button', { name: 'Use a backup code' }).click();
  await page.getByLabel('Code of your app, or a backup code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await page.getByLabel('Username or e-mail').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill(NEXT);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: /code/i }).fill(appCode(key, 1));
  await expectFiles(page);
});

test('a sign-in that was not its owner is disowned from the mail, and from the page', async ({ page, browser, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  const elsewhere = await browser.newContext({ baseURL: server.url });
  const thief = await elsewhere.newPage();
  const from = server.mark();
  await signIn(thief, server, ada);
  await expectFiles(thief);

  await page.goto('/security');
  await page.getByRole('button', { name: 'Not me' }).click();
  await expect(page.getByRole('dialog', { name: /password/i })).toBeVisible();
  await thief.reload();
  await expect(thief.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();

  await signIn(thief, server, ada);
  await expectFiles(thief);
  await page.goto(await server.link(ada.email, from));
  await expect(page.getByRole('heading', { level: 1, name: 'Was it somebody else?' })).toBeVisible();
  await expectAccessible(page);
  await press(page, page.getByRole('button', { name: 'It was not me' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Your account is safe' })).toBeVisible();
  await thief.goto('/sign-in');
  await thief.getByLabel('Username or e-mail').fill(ada.username);
  await thief.getByLabel('Password', { exact: true }).fill(ada.password);
  await thief.getByRole('button', { name: 'Continue' }).click();
  await expect(thief.getByText(/this password no longer opens it/).first()).toBeVisible();
  await elsewhere.close();
});
