// A telephone with an authenticator app: another implementation of RFC 6238 than the server's.
import { Secret, TOTP } from 'otpauth';

/** What the app shows for a key that was typed into it; `ahead` is the next code, for one that was used. */
export function appCode(key: string, ahead = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(key.replace(/\s/g, '')) });
  return totp.generate({ timestamp: Date.now() + ahead * 30_000 });
}
