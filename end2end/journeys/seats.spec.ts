// Six gigabytes make six seats. Whoever comes later is told so, exactly, keeps the account and stands in line; a seat that
// becomes free is the first one's.
import { type Page } from '@playwright/test';
import { enterCode, fillSignUp, person, signUp } from '../harness/people.ts';
import type { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

const EXHAUSTED = 'System storage exhausted. Cannot allocate storage for new users.';

test('seats are counted where people sign up', async ({ page, browser, server }) => {
  await page.goto('/sign-up');
  await expect(page.getByText('6 of 6 seats free - you get 1 GB, reserved for you.')).toBeVisible();
  const context = await browser.newContext({ baseURL: server.url });
  await signUp(await context.newPage(), server, person('ada'));
  await context.close();
  await page.reload();
  await expect(page.getByText('5 of 6 seats free - you get 1 GB, reserved for you.')).toBeVisible();
});

test('after the code the seat is shown, and the way to the nodes', async ({ page, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await fillSignUp(page, ada);
  await enterCode(page, await server.code(ada.email));
  const seat = page.getByRole('region', { name: 'Your storage' });
  await expect(seat).toContainText('1 GB reserved on 3 simulated nodes');
  await seat.getByRole('link', { name: 'Look at the nodes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nodes' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Files' })).toBeVisible();
  await expect(seat, 'it was news once').toHaveCount(0);
});

test.describe('a pool of one seat', () => {
  test.use({ settings: ['--pool-bytes', '1 GB'] });

  test('is told with the exact sentence, and leads into a line', async ({ page, browser, server }) => {
    const context = await browser.newContext({ baseURL: server.url });
    await signUp(await context.newPage(), server, person('ada'));
    await context.close();

    await page.goto('/sign-up');
    await expect(page.getByText('All 1 seats are taken.')).toHaveCount(0);
    await expect(page.getByText('The only seat is taken.')).toBeVisible();
    await expect(page.getByText(/Nobody waits yet: sign up now and you are 1st in line/)).toBeVisible();
    await page.getByText('Technical details').click();
    await expect(page.getByText(`RESOURCE_EXHAUSTED · ${EXHAUSTED}`, { exact: true })).toBeVisible();

    await signsUpLate(page, server, 'bea');
    await expect(page.getByRole('heading', { name: 'You are 1st in line' })).toBeVisible();
    const second = await (await browser.newContext({ baseURL: server.url })).newPage();
    await signsUpLate(second, server, 'cleo');
    await expect(second.getByRole('heading', { name: 'You are 2nd in line' })).toBeVisible();

    await page.getByRole('button', { name: 'Leave the list' }).click();
    await expect(page.getByRole('heading', { name: 'All storage is taken' })).toBeVisible();
    await expect(second.getByRole('heading', { name: 'You are 1st in line' })).toBeVisible();
    await page.getByRole('button', { name: 'Join the waiting list' }).click();
    await expect(page.getByRole('heading', { name: 'You are 2nd in line' })).toBeVisible();
  });

  test.describe('that grows', () => {
    // While the server is away, the browser says that requests fail.
    test.use({ expected: [/net::ERR_/] });

    test('gives its new seat to the first in line, who sees it and is told by mail', async ({ page, browser, server }) => {
      const context = await browser.newContext({ baseURL: server.url });
      await signUp(await context.newPage(), server, person('ada'));
      await signsUpLate(page, server, 'bea');
      const second = await context.newPage();
      await context.clearCookies();
      await signsUpLate(second, server, 'cleo');

      await server.stop();
      await server.restart(['--pool-bytes', '2 GB']);
      await server.line(/^\[mail\] to=bea@example\.com subject="(Your Skyshard seat is ready)"/m);
      await expect(page.getByRole('region', { name: 'Your storage' })).toContainText('1 GB reserved');
      await expect(page.getByRole('button', { name: 'Upload', exact: true }).first()).toBeVisible();
      await expect(second.getByRole('heading', { name: 'You are 1st in line' })).toBeVisible();
    });
  });
});

/** A new account whose code finds no seat. */
async function signsUpLate(page: Page, server: Server, name: string): Promise<void> {
  const who = person(name);
  await page.goto('/sign-up');
  await expect(page.getByRole('button', { name: 'Join the waiting list' })).toBeVisible();
  const from = server.mark();
  await fillSignUp(page, who);
  await enterCode(page, await server.code(who.email, from));
  await expect(page).toHaveURL(/\/files$/);
}
