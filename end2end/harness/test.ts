// What every journey gets: a server of its own, and a page that may not complain.
import { type ConsoleMessage, type Page, expect, test as base } from '@playwright/test';
import { noteTokens } from './browsers.ts';
import { PASSWORD } from './people.ts';
import { mailedIn } from './secrets.ts';
import { Server, type Settings } from './server.ts';

export interface Fixtures {
  /** Arguments of `skyshard serve`; a journey sets them with `test.use`. */
  settings: Settings;
  /** When the server lives, and its pages; empty for now. */
  clock: string;
  server: Server;
  /** What no file of the server may hold at the end, beyond the passwords and mails of everybody. */
  kept: string[];
  /** Puts the tokens of every browser there. */
  everyBrowser: void;
  /** Complaints that this journey causes on purpose. */
  expected: RegExp[];
}

export const test = base.extend<Fixtures>({
  settings: [[], { option: true }],
  clock: ['', { option: true }],
  expected: [[], { option: true }],
  kept: async ({}, use) => use([]),
  server: async ({ settings, clock, kept }, use, info) => {
    const server = await Server.start(settings, clock);
    try {
      await use(server);
      expect(server.log, 'the server printed a password').not.toContain(PASSWORD);
      const secrets = [PASSWORD, ...mailedIn(server.log), ...kept];
      expect(await server.leaves(secrets), 'secrets on the disk of the server').toEqual([]);
    } finally {
      if (info.status !== info.expectedStatus) await info.attach('server', { body: server.log, contentType: 'text/plain' });
      await server.dispose();
    }
  },
  everyBrowser: [
    // Behind the server, so that it ends before it: the server looks for what was kept when it ends.
    async ({ browser, server: _server, kept }, use) => {
      const end = noteTokens(browser, kept);
      await use();
      await end();
    },
    { auto: true },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page, server, clock, expected }, use) => {
    if (clock) await page.clock.install({ time: server.now });
    const complaints = listen(page, expected);
    await use(page);
    expect(complaints, 'the browser complained').toEqual([]);
  },
});

export { expect };

/**
 * Errors in the console, exceptions and violations of the content security policy, as they happen. A violation is
 * reported to the console as an error, whatever its directive; so is a failed request.
 */
export function listen(page: Page, expected: readonly RegExp[] = []): string[] {
  const complaints: string[] = [];
  const note = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') note(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`${error.name}: ${error.message}`));
  return complaints;
}
