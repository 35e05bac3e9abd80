// The code of some pages is fetched when the first of them is opened, and a page whose code cannot be had says so.
import type { Page } from '@playwright/test';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

/** The chunks that were asked for, without hash, in their order. */
function chunksOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const chunk = /\/assets\/((?:split|chunk)_\w+)-[0-9a-f]+\.wasm$/.exec(request.url())?.[1];
    if (chunk !== undefined) asked.push(chunk);
  });
  return asked;
}

test('lessons are fetched once, and not before somebody looks at them', async ({ page, server }) => {
  const asked = chunksOf(page);
  await signUp(page, server, person('ada'));
  expect(asked).toEqual([]);
  const side = page.getByRole('navigation').filter({ visible: true }).first();
  for (let round = 0; round < 2; round += 1) {
    await side.getByRole('link', { name: 'SkillShare' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'SkillShare' })).toBeVisible();
    await side.getByRole('link', { name: 'Files' }).click();
    await expect(page).toHaveURL(/\/files/);
  }
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'SkillShare' })).toBeVisible();
  await page.goto('/skillshare/bookings');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(asked.filter((chunk) => chunk === 'split_skillshare')).toHaveLength(2);
});

test.describe('when a chunk is out of reach', () => {
  test.use({ expected: [/.*/] });

  test('the page says so, and tries again when asked', async ({ page }) => {
    await page.route('**/split_*.wasm', (route) => route.abort('connectionfailed'));
    await page.goto('/skillshare');
    await expect(page.getByRole('alert')).toContainText('could not be fetched');
    await page.unroute('**/split_*.wasm');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'SkillShare' })).toBeVisible();
  });
});
