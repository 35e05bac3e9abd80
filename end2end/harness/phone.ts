// A telephone with an authenticator app: another implementation of RFC 6238 than the server's.
import { type Locator, type Page, expect } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';

/** What the app shows then for a key that was typed into it; `ahead` is the next code, for one that was used. */
export function appCode(key: string, ahead = 0, now = Date.now()): string {
  const totp = new TOTP({ secret: Secret.fromBase32(key.replace(/\s/g, '')) });
  return totp.generate({ timestamp: now + ahead * 30_000 });
}

/** Adds an app on the page Security, by the clock of the phone; answers its key and the backup codes. */
export async function addApp(page: Page, now = Date.now()): Promise<{ key: string; codes: string[] }> {
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' });
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible();
  const key = await dialog.locator('.totp-key').innerText();
  await dialog.getByLabel(/six digits/).fill(appCode(key, 0, now));
  const codes = await dialog.getByRole('listitem').allInnerTexts();
  await expect.poll(async () => (codes.splice(0, 99, ...(await dialog.getByRole('listitem').allInnerTexts())), codes.length)).toBe(10);
  return { key, codes };
}

/** Says that the codes of a new app are kept. */
export async function saveCodes(page: Page): Promise<void> {
  await saveCodesOf(page.getByRole('dialog', { name: 'Add an authenticator app' }));
}

/** Says that the codes on this sheet are kept. */
export async function saveCodesOf(dialog: Locator): Promise<void> {
  await expect(dialog.getByRole('button', { name: 'Finish' })).toBeDisabled();
  await dialog.getByLabel('I saved them').check();
  await dialog.getByRole('button', { name: 'Finish' }).click();
}
