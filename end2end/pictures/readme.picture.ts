// The picture in the README, taken anew: `playwright test --project=pictures` against the release binary.
import { resolve } from 'node:path';
import { sample } from '../harness/bytes.ts';
import { pick, row, tray, upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const MB = 1_000_000;
const OUT = resolve(import.meta.dirname, '../../docs/files.png');

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });

test('the files page with an upload under way', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  for (const [name, size] of [
    ['notes.md', 0.0124 * MB],
    ['poster-final.png', 4.1 * MB],
    ['report.pdf', 9.8 * MB],
    ['measurements.csv', 18.2 * MB],
    ['field-trip.mp4', 113 * MB],
  ] as const) {
    await upload(page, await sample(info, name, Math.round(size)));
  }
  await row(page, 'field-trip.mp4').getByRole('rowheader').click();
  await expect(page.getByText('Sealed digest')).toBeVisible();
  // What is done leaves the tray after some seconds.
  await expect(tray(page)).toBeHidden({ timeout: 30_000 });
  const button = page.getByRole('button', { name: 'Upload', exact: true }).first();
  await pick(page, button, await sample(info, 'interview-04.wav', 160 * MB));
  await pick(page, button, await sample(info, 'dataset-b.tar', 240 * MB));
  // Both strips are partly filled: a picture of something under way.
  await expect(tray(page)).toContainText(/up to [3-5]\d\s%/, { timeout: 30_000 });
  await page.screenshot({ path: OUT });
});
