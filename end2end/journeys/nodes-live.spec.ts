// An admin watches the cluster: a node stops, its copies are made elsewhere before one's eyes, it comes back; a layout is
// staged and dropped; a file is verified and repaired.
import { type Locator, type Page } from '@playwright/test';
import { expectAccessible } from '../harness/axe.ts';
import { sample } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { becomeAdmin, person, signUp } from '../harness/people.ts';
import type { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

test('a node stops, is missed, and is made up for, live', async ({ page, browser, server }, info) => {
  test.setTimeout(180_000);
  const members = await browser.newContext({ baseURL: server.url });
  const memberPage = await members.newPage();
  await openNodes(page, server);
  await signUp(memberPage, server, person('ada'));
  await upload(memberPage, await sample(info, 'before.bin', 5_000_000));

  await expect(badge(page)).toHaveText('live');
  // Upkeep makes copies: a node that holds some is the one to stop.
  const filled = page.getByRole('row').filter({ hasText: /node-/ }).filter({ hasNotText: /\b0.chunks/ }).first();
  const name = await nameOf(filled);
  const node = nodeRow(page, name);
  await choose(page, name, 'Stop');
  await expect(node).toContainText('Stopped');
  await expect(events(page)).toContainText(name);
  await expect(page.getByRole('img', { name: /^Map of 5.nodes/ })).toBeVisible();
  // Its copies no longer count at once, and after a while others are there.
  await expect(figure(page, 'Degraded')).not.toHaveText(/^0\s%$/, { timeout: 20_000 });
  await expect(figure(page, 'Degraded')).toHaveText(/^0\s%$/, { timeout: 90_000 });

  await choose(page, name, 'Start');
  await expect(node).toContainText(/Ready|Running/);
  await upload(memberPage, await sample(info, 'after.bin', 2_500_000));
  await members.close();
});

test('a stopped node is started again from its notice, by keyboard alone', async ({ page, server }) => {
  await openNodes(page, server);
  const node = nodeRow(page, 'node-asia');
  await node.getByRole('button', { name: 'Actions for node-asia' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Stop' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(node.getByRole('button', { name: 'Actions for node-asia' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(node).toContainText('Stopped');
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(node).toContainText(/Ready|Running/);
});

test('a view that is not of now says so', async ({ page, server }) => {
  await openNodes(page, server);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(badge(page)).toHaveText('paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(badge(page)).toHaveText('live');
});

test.describe('without a server', () => {
  test.use({ expected: [/ERR_|Failed to load resource/] });

  test('the last view stands, pale, and comes back to life', async ({ page, server }) => {
    test.setTimeout(90_000);
    await openNodes(page, server);
    await server.kill();
    await expect(badge(page)).toContainText('reconnecting');
    await expect(page.getByRole('row').filter({ hasText: /node-/ })).toHaveCount(5);
    await server.restart();
    await expect(badge(page)).toHaveText('live', { timeout: 45_000 });
  });
});

test('a layout is staged, previewed, dropped, and applied', async ({ page, server }) => {
  test.setTimeout(90_000);
  await openNodes(page, server);
  const layout = page.getByRole('region', { name: 'Layout' });
  await choose(page, 'node-us-east-2', 'Drain');
  await expect(layout).toContainText('node-us-east-2 is drained');
  await layout.getByRole('button', { name: 'Revert' }).click();
  await expect(layout).toContainText('Nothing is staged');

  await layout.getByRole('button', { name: 'Add a node…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a node' });
  await dialog.getByLabel('Zone').fill('asia');
  await dialog.getByLabel('Address').fill('192.168.1.2');
  await dialog.getByRole('button', { name: 'Stage' }).click();
  await expect(dialog.getByRole('alert')).toContainText('192.168.1.2');
  await dialog.getByLabel('Address').fill('');
  await dialog.getByRole('button', { name: 'Stage' }).click();
  await expect(dialog).toBeHidden();
  await expect(layout).toContainText('node-asia-2 joins zone asia');
  await expectAccessible(page);
  await layout.getByRole('button', { name: 'Apply version 2' }).click();
  await expect(page.getByRole('rowheader', { name: /node-asia-2/ })).toBeVisible();
  await expect(layout).toContainText('version 2 in force');
});

test('a member verifies and repairs a file', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'report.bin', 3_400_000);
  await upload(page, file);
  await row(page, file.name).getByRole('rowheader').click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('button', { name: 'Verify now' }).click();
  const outcome = details.getByRole('status');
  await expect(outcome).not.toBeEmpty();
  await details.getByRole('button', { name: 'Repair' }).click();
  await expect(outcome).not.toBeEmpty();
  await expectAccessible(page);
});

test('a member sees the cluster and none of its switches', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await page.goto('/nodes');
  await expect(page.getByRole('row').filter({ hasText: /node-/ })).toHaveCount(5);
  await expect(page.getByRole('button', { name: /^Actions for node/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Scrub now' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Layout' })).toHaveCount(0);
});

async function openNodes(page: Page, server: Server): Promise<void> {
  await becomeAdmin(page, server, person('grace'));
  await page.goto('/nodes');
  await expect(badge(page)).toHaveText('live');
}

/** A node's row, found by its menu: one name may be the beginning of another. */
function nodeRow(page: Page, name: string): Locator {
  const menu = page.getByRole('button', { name: `Actions for ${name}`, exact: true });
  return page.getByRole('row').filter({ has: menu });
}

/** Picks an entry of a node's menu. */
async function choose(page: Page, node: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${node}`, exact: true }).click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

async function nameOf(node: Locator): Promise<string> {
  const words = await node.getByRole('rowheader').innerText();
  const [name] = /node-[a-z0-9-]+/.exec(words) ?? [];
  if (name === undefined) throw new Error(`a row without a node's name: ${words}`);
  return name;
}

function badge(page: Page): Locator {
  return page.locator('.live-badge');
}

function events(page: Page): Locator {
  return page.getByRole('region', { name: 'Events' }).getByRole('list');
}

function figure(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Health in figures' }).locator('div').filter({ hasText: name }).locator('strong');
}
