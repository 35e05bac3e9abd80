// A folder with many entries: only those in sight are drawn, and keyboard, selection and typing reach all of them.
import { row } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import type { Page } from '@playwright/test';

const COUNT = 1200;

/** Makes folders as the page would, without its dialog. */
async function fill(page: Page, count: number): Promise<void> {
  const refused = await page.evaluate(async (count) => {
    const make = async (number: number): Promise<string | null> => {
      const name = new TextEncoder().encode(`entry ${String(number).padStart(5, '0')}`);
      // CreateFolderRequest.name, field 2, in a frame of gRPC-Web.
      const message = [0x12, name.length, ...name];
      const body = new Uint8Array([0, 0, 0, 0, message.length, ...message]);
      const answer = await fetch('/skyshard.storage.v1.DriveService/CreateFolder', {
        method: 'POST',
        headers: { 'content-type': 'application/grpc-web+proto', 'x-grpc-web': '1' },
        body,
      });
      const text = new TextDecoder().decode(await answer.arrayBuffer());
      return answer.ok && text.includes('grpc-status:0') ? null : `${answer.status} ${text}`;
    };
    for (let first = 0; first < count; first += 8) {
      const eight = Array.from({ length: Math.min(8, count - first) }, (_, index) => make(first + index));
      const problem = (await Promise.all(eight)).find((problem) => problem !== null);
      if (problem !== undefined) return problem;
    }
    return null;
  }, count);
  expect(refused).toBeNull();
}

const drawn = (page: Page): Promise<number> => page.locator('.files-grid tr[data-row]').count();

test('of a long list what is in sight is drawn, and everything can be reached', async ({ page, server }) => {
  test.setTimeout(120_000);
  await signUp(page, server, person('ada'));
  await fill(page, COUNT);
  await page.goto(`${server.url}/files?sort=name`);
  const grid = page.getByRole('grid', { name: 'Files' });
  await expect(row(page, 'entry 00000')).toBeVisible();
  await expect(grid).toHaveAttribute('aria-rowcount', String(COUNT + 1));
  expect(await drawn(page)).toBeLessThan(100);

  // The wheel leads anywhere; what was not asked for yet is.
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 20_000);
  await expect(row(page, 'entry 00500')).toBeVisible();
  expect(await drawn(page)).toBeLessThan(100);
  await page.evaluate(() => window.scrollTo(0, 0));

  // The keyboard goes from the first to the last, and the focus is where it says.
  await page.getByRole('rowheader', { name: 'entry 00000' }).focus();
  await page.keyboard.press('Control+End');
  const last = page.getByRole('row', { name: /entry 01199/ });
  await expect(last).toBeInViewport();
  await expect(last).toHaveAttribute('aria-rowindex', String(COUNT + 1));
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.textContent)).toContain('entry 01199');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.textContent)).toContain('entry 01198');

  // No letter is lost to whoever types faster than the page draws: each key comes in a task of its own, without a frame. Before
  // the last two there is one, in which the list goes to the row and does not know yet that it was scrolled.
  await page.reload();
  await page.getByRole('rowheader', { name: 'entry 00000' }).focus();
  // All rows are known from here on: no letter waits for the server.
  await page.keyboard.press('Control+a');
  await expect(page.getByText('1 200 folders selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.evaluate(async () => {
    for (const [index, key] of [...'entry 00345'].entries()) {
      if (index === 9) await new Promise(requestAnimationFrame);
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await new Promise((next) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = next;
        port2.postMessage(null);
      });
    }
  });
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.textContent)).toContain('entry 00345');

  // Typing a name finds it wherever it is.
  await page.reload();
  await page.getByRole('rowheader', { name: 'entry 00000' }).focus();
  await page.keyboard.type('entry 00777');
  await expect(page.getByRole('row', { name: /entry 00777/ })).toBeInViewport();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.textContent)).toContain('entry 00777');

  // All means all, and goes to the trash in as many calls as it takes.
  await page.keyboard.press('Control+a');
  await expect(page.getByText('1 200 folders selected')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('status').filter({ hasText: 'Moved to Trash' })).toBeVisible();
  await expect(grid).toBeHidden();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(grid).toHaveAttribute('aria-rowcount', String(COUNT + 1));
});
