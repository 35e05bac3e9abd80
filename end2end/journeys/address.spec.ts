// Moving to another address, and the former one that takes it back.
import { expectAccessible } from '../harness/axe.ts';
import { press, tabTo } from '../harness/keyboard.ts';
import { enterCode, expectFiles, person, signIn, signOut, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('an account moves to another address by keyboard, and its former one takes it back', async ({ page, browser, server }) => {
  const ada = person('ada');
  const moved = { ...ada, email: 'ada.at.work@example.com' };
  await signUp(page, server, ada);
  const elsewhere = await browser.newContext({ baseURL: server.url });
  const other = await elsewhere.newPage();
  await signIn(other, server, ada);
  await expectFiles(other);

  await page.goto('/security');
  const from = server.mark();
  await press(page, page.getByRole('button', { name: 'Change the address' }));
  const dialog = page.getByRole('dialog', { name: 'Change your address' });
  await tabTo(page, dialog.getByLabel('New address'));
  await page.keyboard.type('no address');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('An e-mail address has one @, as in name@example.com.')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(ada.email);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('This is your address already.')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(moved.email);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`we sent a code to ${moved.email}`)).toBeVisible();
  await expectAccessible(page);
  await enterCode(page, await server.code(moved.email, from));
  await expect(page.getByText(`Your address is ${moved.email} now.`)).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Sign-in methods' }).getByText(moved.email)).toBeVisible();
  await expect(page.getByText('You moved to another address')).toBeVisible();
  await other.goto('/trash');
  await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await signIn(other, server, moved);
  await expectFiles(other);

  // Whoever reads the former mailbox undoes it, and is mailed there how to go on.
  await page.goto(await server.link(ada.email, from));
  const undone = server.mark();
  await press(page, page.getByRole('button', { name: 'It was not me' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Your account is safe' })).toBeVisible();
  await other.goto('/trash');
  await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await elsewhere.close();
  await page.goto(await server.link(ada.email, undone));
  await page.getByLabel('New password', { exact: true }).fill('amber ladder behind the fog');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await signIn(page, server, { ...ada, password: 'amber ladder behind the fog' });
  await expectFiles(page);
});

test('an address that another account has is answered alike, and its owner is told', async ({ page, server }) => {
  const [ada, bob] = [person('ada'), person('bob')];
  await signUp(page, server, bob);
  await signOut(page);
  await signUp(page, server, ada);
  await page.goto('/security');
  await page.getByRole('button', { name: 'Change the address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change your address' });
  await dialog.getByLabel('New address').fill(bob.email);
  await dialog.getByRole('button', { name: 'Send a code' }).click();
  await expect(dialog.getByText(`we sent a code to ${bob.email}`)).toBeVisible();
  await enterCode(page, '000000');
  await expect(dialog.getByRole('alert')).toContainText('That code is not right');
  await dialog.getByRole('button', { name: 'Send it again, or to another address' }).click();
  await expect(dialog.getByLabel('New address')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Sign-in methods' }).getByText(ada.email)).toBeVisible();
});
