// A page may be left at any time, also while it still waits for an answer: what comes too late does no harm.
import type { Page, Route } from '@playwright/test';
import { sample } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { becomeAdmin, person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

/** The pages with a link in the sidebar, by the link's name; the last is where the answers arrive. */
const PAGES = ['Trash', 'Files', 'SkillShare', 'Nodes', 'Admin', 'Outbox', 'Security', 'Calculator'];

test('answers that come after a page was left', async ({ page, server }) => {
  await becomeAdmin(page, server, person('ada'));
  const side = page.getByRole('navigation', { name: 'Main' }).filter({ visible: true });
  const visit = async (name: string) => {
    const link = name === 'Security' ? side.getByTitle(name) : side.getByRole('link', { name, exact: true });
    await link.click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  };
  const held = await holdCalls(page);
  for (const name of PAGES) {
    const before = held.length;
    await visit(name);
    if (name !== 'Calculator') await expect.poll(() => held.length, `${name} asks`).toBeGreaterThan(before);
  }
  await page.unroute('**/skyshard.**');
  await Promise.all(held.map(answer));
  await visit('Files');
  await expect(page.getByRole('button', { name: 'Reserve 1 GB' })).toBeVisible();
});

test('a change is taken back from its notice, wherever one has gone meanwhile', async ({ page, browser, server }, info) => {
  await becomeAdmin(page, server, person('grace'));
  const elsewhere = await browser.newContext({ baseURL: server.url });
  const alice = await elsewhere.newPage();
  await signUp(alice, server, person('alice'));
  const side = (of: Page) => of.getByRole('navigation', { name: 'Main' }).filter({ visible: true });

  const file = await sample(info, 'notes.bin', 1000);
  await upload(alice, file);
  await row(alice, file.name).getByRole('rowheader').click();
  await alice.keyboard.press('Delete');
  await expect(alice.getByText('Moved to Trash')).toBeVisible();
  await side(alice).getByRole('link', { name: 'Calculator' }).click();
  await alice.getByRole('button', { name: 'Undo' }).click();
  await side(alice).getByRole('link', { name: 'Files' }).click();
  await expect(row(alice, file.name)).toBeVisible();

  // The page is left before the answer is there.
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route('**/SuspendAccount', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto('/admin?section=users&user=alice');
  const asked = page.waitForRequest('**/SuspendAccount');
  await page.getByRole('button', { name: 'Suspend', exact: true }).click();
  await asked;
  await side(page).getByRole('link', { name: 'Calculator' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calculator' })).toBeVisible();
  release();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('It can be used again.')).toBeVisible();
  await elsewhere.close();
});

/** Keeps every call waiting from now on. */
async function holdCalls(page: Page): Promise<Route[]> {
  const held: Route[] = [];
  await page.route('**/skyshard.**', (route) => {
    held.push(route);
  });
  return held;
}

/** A call that the page itself gave up needs no answer. */
async function answer(route: Route): Promise<void> {
  await route.continue().catch(() => undefined);
  await route.request().response().catch(() => null);
}
