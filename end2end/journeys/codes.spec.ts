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
