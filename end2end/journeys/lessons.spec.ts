// A place that is held, a line for one that is full, booking without a mouse, and the end of the demonstration.
import { type Teaching, book, cancel, openCourse, slot, teach, visitor } from '../harness/lessons.ts';
import { tabTo } from '../harness/keyboard.ts';
import { becomeAdmin, person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const COURSE = 'Rust: ownership without tears';
const DAY = 'Thu 25 Mar';

test.use({ settings: ['--demo'], clock: '2027-03-22T10:00:00Z', timezoneId: 'Europe/Paris' });

test('a place is held while the clock runs, and free again when its holder leaves', async ({ page, browser, server }) => {
  const other = await visitor(browser, server);
  await signUp(page, server, person('ada'));
  await openCourse(page, COURSE);
  await slot(page, DAY, '09:00').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: '3. Confirm' })).toBeFocused();
  await expect(page.getByRole('timer')).toHaveText(/^[45]:\d\d$/);
  await openCourse(other.page, COURSE);
  await expect(slot(other.page, DAY, '10:30')).toBeVisible();
  await expect(slot(other.page, DAY, '09:00')).toHaveCount(0);

  await page.reload();
  await expect(page.getByRole('timer'), 'a reload keeps it').toHaveText(/^4:\d\d$/);
  const given = page.waitForResponse('**/ReleaseHold');
  await page.getByRole('link', { name: 'Courses' }).click();
  await given;
  await other.page.reload();
  await expect(slot(other.page, DAY, '09:00')).toBeVisible();
  expect(other.complaints).toEqual([]);
  await other.leave();
});

test('a hold that is over says so, and can be had again', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await openCourse(page, COURSE);
  await slot(page, DAY, '09:00').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await page.clock.fastForward('04:10');
  await expect(page.getByRole('timer')).toHaveText(/^0:[45]\d$/);
  await expect(page.getByText('The place is held for one more minute.')).toBeAttached();
  await page.clock.fastForward('01:00');
  await expect(page.getByText('The hold is over. The slot may be taken by somebody else now.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Confirm booking' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Hold it again' }).click();
  await expect(page.getByRole('timer')).toHaveText(/^[45]:\d\d$/);
});

test('a keyboard is enough to book', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await page.goto('/skillshare');
  await tabTo(page, page.getByRole('link', { name: COURSE }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: COURSE })).toBeFocused();
  await expect(slot(page, 'Mon 22 Mar', '14:00')).toBeVisible();
  await tabTo(page, slot(page, 'Mon 22 Mar', '14:00'));
  await page.keyboard.press('ArrowDown');
  await expect(slot(page, 'Tue 23 Mar', '09:00')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(slot(page, 'Tue 23 Mar', '09:30')).toBeFocused();
  await page.keyboard.press('End');
  await expect(slot(page, DAY, '17:00')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '2. Details and policy' })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Continue' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '3. Confirm' })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Confirm booking' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your lesson is booked' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'This lesson' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Lesson', exact: true })).toContainText('17:00 – 18:00');
});

test('an admin takes the demonstration away with one button', async ({ page, browser, server }) => {
  await becomeAdmin(page, server, person('grace'));
  await page.goto('/skillshare');
  await expect(page.getByText('12 courses')).toBeVisible();
  const stranger = await visitor(browser, server);
  await stranger.page.goto('/skillshare');
  await expect(stranger.page.getByText('12 courses')).toBeVisible();
  await expect(stranger.page.getByRole('button', { name: 'Remove demo data' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Remove demo data' }).click();
  await expect(page.getByText('Removed: 6 teachers and 12 courses')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nobody teaches here yet' })).toBeVisible();
  await stranger.leave();
});

test.describe('a lesson for two', () => {
  const bread: Teaching = { hours: { Thursday: ['09:00', '10:00'] }, title: 'Bread together', capacity: 2 };
  test.use({ settings: [] });

  test('that is full has a line, whose first is offered the place that becomes free', async ({ page, browser, server }) => {
    test.setTimeout(90_000);
    await signUp(page, server, person('tara'));
    await teach(page, 'Tara', bread);
    const [ada, bob, cleo] = [await visitor(browser, server), await visitor(browser, server), await visitor(browser, server)];
    await signUp(ada.page, server, person('ada'));
    await signUp(bob.page, server, person('bob'));
    await signUp(cleo.page, server, person('cleo'));
    for (const { page } of [ada, bob]) await book(page, bread.title, DAY, '09:00');

    await openCourse(cleo.page, bread.title);
    await expect(slot(cleo.page, DAY, '09:00')).toContainText('full');
    await slot(cleo.page, DAY, '09:00').click();
    await cleo.page.getByRole('button', { name: 'Wait for this slot' }).click();
    await expect(cleo.page.getByRole('status').filter({ hasText: 'You are number 1 in line.' })).toBeFocused();
    await cleo.page.getByRole('link', { name: 'My lessons' }).last().click();
    await expect(cleo.page.getByRole('region', { name: 'Waiting lines' })).toContainText('1st in line');

    await ada.page.getByRole('link', { name: 'This lesson' }).click();
    await cancel(ada.page);
    await server.line(/^\[mail\] to=cleo@example\.com subject="(A place is free: Bread together with Tara)"/m);
    await cleo.page.reload();
    const lesson = cleo.page.getByRole('region', { name: 'Lessons' }).getByRole('listitem');
    await expect(lesson).toContainText(/Held, 1[45]:\d\d left/);
    await lesson.getByRole('button', { name: /^Confirm/ }).click();
    await expect(lesson).toContainText('Booked');
    await expect(cleo.page.getByRole('region', { name: 'Waiting lines' })).toHaveCount(0);
    for (const one of [ada, bob, cleo]) {
      expect(one.complaints).toEqual([]);
      await one.leave();
    }
  });
});
