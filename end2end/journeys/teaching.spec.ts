// Teaching by the page alone: who, when and what; how students see it; a day off.
import { type Teaching, saveHours, slot, teach, visitor } from '../harness/lessons.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const SPOONS: Teaching = {
  hours: { Monday: ['14:00', '16:00'], Thursday: ['09:00', '12:00'] },
  title: 'Spoons from green wood',
  capacity: 1,
};

test.use({ clock: '2027-03-22T10:00:00Z', timezoneId: 'Europe/Paris' });

test('a member teaches: hours, a course, a look at it from Tokyo, and a day off', async ({ page, browser, server }) => {
  await signUp(page, server, person('tara'));
  await teach(page, 'Tara', SPOONS);
  await expect(page.getByText('Clocks in Europe/Paris go forward 1 hour on Sun 28 Mar.')).toBeVisible();

  await page.getByLabel('Links show a course as a student sees it in').selectOption('Asia/Tokyo');
  await page.getByRole('link', { name: SPOONS.title }).click();
  await expect(page.getByText('Asia/Tokyo (you) · teacher: Europe/Paris')).toBeVisible();
  await expect(slot(page, 'Thu 25 Mar', '17:00')).toContainText('09:00');
  await slot(page, 'Thu 25 Mar', '17:00').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('strong').filter({ hasText: 'This is your own course.' })).toBeVisible();

  await page.getByRole('link', { name: 'Teach', exact: true }).click();
  await page.getByLabel('A day on which you are away').fill('2027-03-25');
  await page.getByRole('button', { name: 'Add day' }).click();
  await expect(page.getByRole('group', { name: 'Thu 25 Mar 2027' })).toContainText('Away all day');
  await saveHours(page);

  const student = await visitor(browser, server);
  await student.page.goto('/skillshare');
  await expect(student.page.getByText('1 course')).toBeVisible();
  await student.page.getByRole('link', { name: SPOONS.title }).click();
  await expect(student.page.getByText('Tara is away.')).toBeVisible();
  await expect(slot(student.page, 'Mon 22 Mar', '14:00')).toBeVisible();
  await expect(student.page.getByRole('list', { name: 'Thu 25 Mar' })).toHaveCount(0);
  await student.page.getByRole('button', { name: 'Later' }).click();
  await expect(slot(student.page, 'Thu 1 Apr', '09:00')).toBeVisible();
  expect(student.complaints).toEqual([]);
  await student.leave();
});

test('what is typed wrong is marked, and nothing is lost', async ({ page, server }) => {
  await signUp(page, server, person('tara'));
  await page.goto('/skillshare/teach');
  await page.getByLabel('Headline').fill('Wood and knives');
  await page.getByLabel('Price of an hour').fill('cheap');
  await page.getByRole('button', { name: 'Begin to teach' }).click();
  await expect(page.getByText('2 fields need a look. They are marked below.')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Headline')).toHaveValue('Wood and knives');
  await expect(page.getByLabel('Price of an hour')).toHaveAttribute('aria-invalid', 'true');
});

test('a course that is archived is gone from the list, and an undo brings it back', async ({ page, server }) => {
  await signUp(page, server, person('tara'));
  await teach(page, 'Tara', SPOONS);
  await page.getByRole('button', { name: `Archive: ${SPOONS.title}` }).click();
  await expect(page.getByText('Archived', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Archived', { exact: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Courses', exact: true }).click();
  await expect(page.getByRole('link', { name: SPOONS.title })).toBeVisible();
});
