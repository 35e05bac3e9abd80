// Passwords come from managers and clipboards, and a page that hinders them is answered with weak ones (SEC-05).
import { expectFiles, enterCode, person, signOut } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const LONG = 'correct-Horse 7 battery, staple: ünï漢字 and forty more characters of it';

test('a password is pasted, and filled in by a manager', async ({ page, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const ada = { ...person('ada'), password: LONG };
  await page.goto('/sign-up');
  const typed = page.getByLabel('Password', { exact: true });
  await expect(typed).toHaveAttribute('autocomplete', 'new-password');
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Username').fill(ada.username);
  await page.evaluate((text) => navigator.clipboard.writeText(text), LONG);
  await typed.focus();
  await page.keyboard.press('Control+v');
  await expect(typed).toHaveValue(LONG);
  await page.keyboard.press('Enter');
  await enterCode(page, await server.code(ada.email));
  await expectFiles(page);
  await signOut(page);

  // A manager knows the fields by their purpose, sets what is in them and says so; it presses no key.
  const from = server.mark();
  for (const [purpose, value] of [['username', ada.email], ['current-password', LONG]] as const) {
    const field = page.locator(`input[autocomplete~="${purpose}"]`);
    await expect(field).toHaveCount(1);
    await field.evaluate((element, value) => {
      (element as HTMLInputElement).value = value;
      element.dispatchEvent(new Event('input', { bubbles: true }));
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);
  }
  await page.getByRole('button', { name: 'Continue' }).click();
  await enterCode(page, await server.code(ada.email, from));
  await expectFiles(page);
});
