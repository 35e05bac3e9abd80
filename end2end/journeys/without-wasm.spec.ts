// HTML before WASM, and without it: a page that says what is the matter.
import { expect, test } from '../harness/test.ts';

test.describe('when the module is blocked', () => {
  test.use({ expected: [/.*/] });

  test('a readable page says why and offers a way on', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.abort('blockedbyclient'));
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const alert = page.getByRole('alert');
    await expect(alert).toBeVisible();
    await expect(alert.getByRole('button', { name: 'Reload' })).toBeVisible();
    await expect(alert.getByRole('button', { name: 'Copy report' })).toBeVisible();
    await page.screenshot({ path: 'test-results/screens/without-wasm.png', fullPage: true });
  });
});

test.describe('when scripts are off', () => {
  test.use({ javaScriptEnabled: false });

  test('a readable page says so', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText(/JavaScript/)).toBeVisible();
  });
});

test('something is painted before the module is there', async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await expect(page.getByText('Skyshard').filter({ visible: true }).first()).toBeVisible();
  release();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
