// The playground of gRPC: live calls, the layers that they go through, and what happens without a token or a connection.
import { type Page } from '@playwright/test';
import { expectAccessible } from '../harness/axe.ts';
import { person, signUp } from '../harness/people.ts';
import type { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

const status = (page: Page) => page.getByRole('region', { name: 'The call' }).getByRole('status');
const replies = (page: Page) => page.getByRole('list', { name: 'Replies' }).getByRole('listitem');
const layers = (page: Page) => page.getByRole('region', { name: 'Layers of the server' }).getByRole('listitem');
const story = (page: Page) => page.getByRole('log', { name: 'What happened' });

async function open(page: Page, server: Server, pattern: string): Promise<void> {
  await signUp(page, server, person('ada'));
  await page.goto(`/playground?pattern=${pattern}`);
  await expect(page.getByRole('heading', { level: 1, name: 'gRPC playground' })).toBeVisible();
}

test('a unary call shows its reply, its bytes and every layer; a bad name shows how it is refused', async ({
  page,
  server,
}) => {
  await open(page, server, 'unary');
  const name = page.getByLabel('Whom to greet');
  await name.fill('Grace');
  await name.press('Enter');
  await expect(status(page)).toContainText(/OK.*ms · 12.B → \d+.B/);
  await expect(replies(page)).toContainText(['Hello, Grace! ada says so in a unary call']);
  await expect(layers(page)).toHaveCount(8);
  for (const layer of await layers(page).all()) await expect(layer).toContainText('passed');

  await name.fill('');
  await name.press('Enter');
  await expect(status(page)).toContainText('INVALID_ARGUMENT');
  await expect(layers(page).last()).toContainText('use case, refused here');
  await expectAccessible(page);
});

test('without its token a call is refused at the session, and the page heals', async ({ page, server }) => {
  await open(page, server, 'unary');
  await page.getByRole('button', { name: 'Expire my token' }).click();
  await expect(status(page)).toContainText('UNAUTHENTICATED · TOKEN_INVALID');
  await expect(layers(page).filter({ hasText: 'refused here' })).toContainText(['session']);
  await expect(story(page)).toContainText('Called again: OK.');
  await page.getByRole('button', { name: 'Call SayHello' }).click();
  await expect(status(page)).toContainText('OK');
});

test('replies come one by one; what is given up or dropped ends on the server, which counts it', async ({
  page,
  server,
}) => {
  test.setTimeout(60_000);
  await open(page, server, 'stream');
  await page.getByRole('button', { name: 'Call SayHelloStream' }).click();
  await expect(replies(page).nth(1)).toBeVisible();
  await expect(status(page)).toContainText('Under way');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(status(page)).toContainText('CANCELLED');
  await expect(story(page)).toContainText('given up since it started: 1; before this one: 0.');

  await page.getByRole('button', { name: 'Drop the connection' }).click();
  await expect(replies(page)).toHaveCount(3);
  await expect(story(page)).toContainText('dropped after 3 replies');
  await expect(story(page)).toContainText('given up since it started: 2; before this one: 1.');

  await page.getByRole('button', { name: 'Call SayHelloStream' }).click();
  await expect(status(page)).toContainText('OK', { timeout: 15_000 });
  await expect(replies(page)).toHaveCount(10);
  await expect(page.getByText('Trailers')).toBeVisible();
});

test('what a browser cannot is said, with a recording and the commands that can', async ({ page, server }) => {
  await open(page, server, 'chat');
  await expect(page.getByText('that needs a native client')).toBeVisible();
  const trace = page.getByRole('region', { name: 'Recorded with a native client' });
  await expect(trace.getByRole('listitem')).toHaveCount(8);
  await page.getByLabel('Whom to greet').fill("O'Neil");
  await expect(page.getByText(String.raw`skyshard hello 'O'\''Neil' --pattern chat`)).toBeVisible();
  await page.getByText('Errors: code, HTTP, reason').click();
  await expect(page.getByRole('rowheader', { name: 'TOKEN_EXPIRED' })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
});
