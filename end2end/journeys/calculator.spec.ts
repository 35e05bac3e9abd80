// The calculator, for members: exact decimals, exact errors.
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('exact decimals, floor modulo, and the exact refusal of a division by zero', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await page.goto('/calculator');
  const line = page.getByRole('textbox', { name: /expression/i });
  const compute = async (expression: string) => {
    await line.fill(expression);
    await line.press('Enter');
  };
  await compute('0.1 + 0.2');
  await expect(page.getByRole('status').filter({ hasText: '0.3' }).first()).toBeVisible();
  await compute('-7 mod 3');
  await expect(page.getByRole('status').filter({ hasText: '2' }).first()).toBeVisible();
  await compute('1 / 0');
  await expect(page.getByText('Division by zero is not allowed.').first()).toBeVisible();
  await expect(page.getByText('Divide · unary · INVALID_ARGUMENT')).toBeVisible();
  await expect(line).toHaveValue('1 / 0');
});

test('a visitor is told that it needs a session and comes back to the expression', async ({ page }) => {
  await page.goto('/calculator');
  await expect(page.getByRole('main').getByRole('link', { name: /sign in/i })).toBeVisible();
});

test('four calls run at once, and each shows when', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await page.goto('/calculator');
  const four = page.getByRole('region', { name: 'Four at once' });
  await four.getByRole('button', { name: 'Run 4 at once' }).click();
  await expect(four.getByRole('listitem')).toHaveCount(4);
  for (const words of [/633 \+ 27 = 660/, /633 − 27 = 606/, /633 × 27 = 17\s091/, /633 ÷ 27 = 23\.4/]) {
    await expect(four.getByRole('listitem').filter({ hasText: words })).toContainText(/\d\.\d\sms/);
  }
});
