// A page may be left at any time, also while it still waits for an answer: what comes too late does no harm.
import type { Page, Route } from '@playwright/test';
import { becomeAdmin, person } from '../harness/people.ts';
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
