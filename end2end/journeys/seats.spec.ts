// Six gigabytes make six seats. The seventh person is told so, exactly, and keeps the account.
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const EXHAUSTED = 'System storage exhausted. Cannot allocate storage for new users.';

test('the seventh seat is refused with the exact sentence', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  for (const name of ['ada', 'bea', 'cleo', 'dora', 'edith', 'flora']) {
    const context = await browser.newContext({ baseURL: server.url });
    await signUp(await context.newPage(), server, person(name));
    await context.close();
  }
  await page.goto('/sign-up');
  await expect(page.getByText('All 6 seats are taken.')).toBeVisible();
  await page.getByText('Technical details').click();
  await expect(page.getByText(`RESOURCE_EXHAUSTED · ${EXHAUSTED}`, { exact: true })).toBeVisible();

  // The account lives without storage; asking for a seat is answered by the server itself.
  await signUp(page, server, person('greta'));
  await page.getByRole('button', { name: /^Reserve/ }).click();
  await expect(page.getByText(EXHAUSTED, { exact: true })).toBeVisible();
});

test('seats are counted where people sign up', async ({ page, browser, server }) => {
  await page.goto('/sign-up');
  await expect(page.getByText(/6 of 6 seats free/)).toBeVisible();
  const context = await browser.newContext({ baseURL: server.url });
  await signUp(await context.newPage(), server, person('ada'));
  await context.close();
  await page.reload();
  await expect(page.getByText(/5 of 6 seats free/)).toBeVisible();
});
