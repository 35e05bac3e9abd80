// Every page, wide and narrow, light and dark: no serious finding, nothing wider than the screen; with PICTURES set, a picture
// of each.
import { type Page } from '@playwright/test';
import { expectAccessibleInBoth } from '../harness/axe.ts';
import { sample } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { openCourse, slot, teach } from '../harness/lessons.ts';
import { enterCode, expectFiles, fillSignUp, person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const COURSE = 'Rust: ownership without tears';
const LISTS = [
  ['', '12 courses', 'lessons'],
  ['?show=teachers', '6 teachers', 'lessons-teachers'],
  ['?q=xylophone', 'Nothing suits all of that', 'lessons-nothing'],
] as const;
const WIDTHS = [1280, 360] as const;
const PICTURES = Boolean(process.env.PICTURES);

for (const width of WIDTHS) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });

    test('a visitor sees well', async ({ page, server }) => {
      const look = looker(page, width);
      for (const place of ['sign-in', 'sign-up', 'calculator', 'outbox', 'no-such-page']) {
        await page.goto(`/${place}`);
        await look(place);
      }
      await page.goto(await server.setupLink());
      await look('setup');
    });

    test('a member sees well', async ({ page, server }, info) => {
      test.setTimeout(90_000);
      const look = looker(page, width);
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

    test.describe('of lessons', () => {
      test.use({ settings: ['--demo'], clock: '2027-03-22T10:00:00Z', timezoneId: 'Asia/Tokyo' });

      test('a visitor sees well', async ({ page }) => {
        const look = looker(page, width);
        for (const [query, shown, name] of LISTS) {
          await page.goto(`/skillshare${query}`);
          await expect(page.getByText(shown)).toBeVisible();
          await look(name);
        }
        await page.goto('/skillshare?show=teachers');
        await page.getByRole('link', { name: 'Tara Lindqvist' }).click();
        await expect(page.getByRole('heading', { level: 1, name: 'Tara Lindqvist' })).toBeVisible();
        await look('lessons-teacher');
        await openCourse(page, COURSE);
        await slot(page, 'Thu 25 Mar', '17:00').click();
        await look('lessons-course');
      });

      test('a student sees well', async ({ page, server }) => {
        test.setTimeout(90_000);
        const look = looker(page, width);
        await signUp(page, server, person('ada'));
        await page.goto('/skillshare/bookings');
        await expect(page.getByRole('heading', { name: 'No lesson is ahead' })).toBeVisible();
        await look('lessons-none');
        await openCourse(page, COURSE);
        await slot(page, 'Thu 25 Mar', '17:00').click();
        await page.getByRole('button', { name: 'Continue' }).click();
        await expect(page.getByRole('timer')).toBeVisible();
        await look('lessons-held');
        await page.getByRole('button', { name: 'Confirm booking' }).click();
        await expect(page.getByRole('heading', { name: 'Your lesson is booked' })).toBeVisible();
        await look('lessons-booked');
        await page.getByRole('link', { name: 'This lesson' }).click();
        await expect(page.getByRole('region', { name: 'Lesson', exact: true })).toBeVisible();
        await look('lessons-one');
        await page.getByRole('button', { name: /^Cancel: / }).click();
        await look('lessons-cancel');
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'My lessons' }).first().click();
        await page.getByRole('button', { name: 'Create address' }).click();
        await expect(page.getByText('Copy it now')).toBeVisible();
        await look('lessons-mine');
      });

      test('a teacher sees well', async ({ page, server }) => {
        test.setTimeout(90_000);
        const look = looker(page, width);
        await signUp(page, server, person('ada'));
        await page.goto('/skillshare/teach');
        await page.getByRole('button', { name: 'Begin to teach' }).click();
        await look('teaching-begins');
        await teach(page, 'Ada', { hours: { Monday: ['09:00', '12:00'] }, title: 'Tea', capacity: 4 });
        await page.getByRole('button', { name: 'Edit Tea' }).click();
        await look('teaching');
      });
    });
  });
}

/** Looks at the page as it stands, light and dark: settled, complete, accessible, no wider than the screen. */
function looker(page: Page, width: number): (name: string) => Promise<void> {
  return async (name) => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectAccessibleInBoth(page);
    if (PICTURES) await picture(page, `${name}-${width}`);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // Less than nothing is room kept for a scroll bar.
    expect(beyond, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  };
}

async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `test-results/screens/${name}-${colorScheme}.png`, fullPage: true });
  }
}
