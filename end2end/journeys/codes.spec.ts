// One-time codes: wrong, pasted, reloaded, used.
import { codeField, enterCode, expectFiles, fillSignUp, person } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('a wrong code says so, counts, and leaves the right one good', async ({ page, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await fillSignUp(page, ada);
  const code = await server.code(ada.email);
  const wrong = code === '000000' ? '111111' : '000000';
  await enterCode(page, wrong);
  await expect(page.getByText('That code is not right. 4 tries left.')).toBeVisible();
  await codeField(page).fill('');
  await enterCode(page, code);
  await expectFiles(page);
});

test('a reload keeps the challenge, and a pasted code may have a space', async ({ page, context, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await fillSignUp(page, ada);
  const code = await server.code(ada.email);
  await page.reload();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
  await codeField(page).focus();
  await page.keyboard.press('Control+V');
  await expectFiles(page);
});

test('a second tab keeps the challenge too', async ({ page, context, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await fillSignUp(page, ada);
  const second = await context.newPage();
  await second.goto(page.url());
  await enterCode(second, await server.code(ada.email));
  await expectFiles(second);
});

test('another code is sent without typing anything again, and the older one ends', async ({ page, context, server }) => {
  // The pause between two codes is the server's, and half a minute long.
  test.setTimeout(90_000);
  const ada = person('ada');
  await page.goto('/sign-up');
  await fillSignUp(page, ada);
  const old = await server.code(ada.email);
  const again = page.getByRole('button', { name: /^Send again/ });
  await expect(again).toHaveText(/^Send again \(in 0:(30|2\d)\)$/);
  await expect(again).toBeDisabled();
  // What was typed is gone after a reload; the challenge is not.
  await page.reload();
  const second = await context.newPage();
  await second.goto('/code');
  await enterCode(second, old === '000000' ? '111111' : '000000');
  await expect(second.getByText('4 tries left', { exact: true })).toBeVisible();

  await expect(again).toBeEnabled({ timeout: 40_000 });
  const from = server.mark();
  await again.click();
  await expect(page.getByText('A new code is on its way.')).toBeVisible();
  await expect(page.getByText('4 tries left', { exact: true }), 'another code does not refill the tries').toBeVisible();
  await expect(second.getByRole('button', { name: /^Send again \(in 0:/ }), 'the other tab hears of it').toBeVisible();
  const fresh = await server.code(ada.email, from);
  if (old !== fresh) {
    await enterCode(page, old);
    await expect(page.getByText('That code is not right. 3 tries left.')).toBeVisible();
  }
  await codeField(page).fill('');
  await enterCode(page, fresh);
  await expectFiles(page);
});
