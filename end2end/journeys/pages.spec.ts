// Every page, wide and narrow, light and dark: no serious finding, nothing wider than the screen, and a picture of it.
import { type Page } from '@playwright/test';
import { expectAccessible } from '../harness/axe.ts';
import { sample } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { enterCode, expectFiles, fillSignUp, person } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const WIDTHS = [1280, 360] as const;
const SCHEMES = ['light', 'dark'] as const;

for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    test.describe(`${width} px, ${scheme}`, () => {
      test.use({ viewport: { width, height: 800 }, colorScheme: scheme, reducedMotion: 'reduce' });

      test('a visitor sees well', async ({ page, server }) => {
        const look = looker(page, `${width}-${scheme}`);
        for (const place of ['sign-in', 'sign-up', 'calculator', 'outbox', 'no-such-page']) {
          await page.goto(`/${place}`);
          await look(place);
        }
        await page.goto(await server.setupLink());
        await look('setup');
      });

      test('a member sees well', async ({ page, server }, info) => {
        test.setTimeout(90_000);
        const look = looker(page, `${width}-${scheme}`);
        const ada = person('ada');
        await page.goto('/sign-up');
        await fillSignUp(page, ada);
        await look('code');
        await enterCode(page, await server.code(ada.email));
        await expectFiles(page);
        await look('files-empty');
        const file = await sample(info, 'field notes.pdf', 3_400_000);
        await upload(page, file);
        await look('files');
        await row(page, file.name).getByRole('rowheader').click();
        await look('file-details');
        for (const place of ['trash', 'nodes', 'calculator', 'outbox']) {
          await page.goto(`/${place}`);
          await look(`${place}-member`);
        }
      });
    });
  }
}

/** Looks at the page as it stands: settled, complete, accessible, no wider than the screen. */
function looker(page: Page, variant: string): (name: string) => Promise<void> {
  return async (name) => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `test-results/screens/${name}-${variant}.png`, fullPage: true });
    await expectAccessible(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // Less than nothing is room kept for a scroll bar.
    expect(beyond, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  };
}
