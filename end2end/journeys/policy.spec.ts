// The content security policy stands on every answer, and these journeys would see it broken.
import { chromium } from '@playwright/test';
import { expect, listen, test } from '../harness/test.ts';

const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

test('the page, its assets and what is not there all carry the policy', async ({ page, request }) => {
  const seen: string[] = [];
  page.on('response', (response) => {
    if (['document', 'script', 'stylesheet', 'fetch'].includes(response.request().resourceType())) seen.push(response.url());
  });
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const unseen = ['/healthz', '/api/nothing-here', '/calendar/feed.ics?key=none'];
  for (const url of [...seen.filter((url) => !url.includes('/skyshard.')), ...unseen]) {
    const policy = (await request.get(url)).headers()['content-security-policy'] ?? '';
    for (const directive of DIRECTIVES) expect(policy, url).toContain(directive);
    expect(policy, url).not.toMatch(/unsafe-inline|'unsafe-eval'|strict-dynamic/);
  }
});

test.describe('a violation', () => {
  test.use({ expected: [/Content Security Policy/] });

  test('is heard', async ({ page }) => {
    await page.goto('/sign-in');
    const complaints = listen(page);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.intruder = true';
      document.body.append(script);
    });
    await expect.poll(() => complaints.join()).toContain('Content Security Policy');
    expect(await page.evaluate(() => 'intruder' in window)).toBe(false);
  });
});

test.describe('what was changed on its way', () => {
  test.use({ expected: [/integrity|digest|Failed to fetch/i] });

  for (const [name, path] of [['the script', /\/assets\/app-\w+\.js$/], ['the module', /\/assets\/app_bg-\w+\.wasm$/]] as const) {
    test(`is not run: ${name}`, async ({ page }) => {
      let changed = 0;
      await page.route(path, async (route) => {
        const response = await route.fetch();
        changed += 1;
        await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from('\n')]) });
      });
      await page.goto('/sign-in');
      await expect(page.locator('#failure-reason')).toContainText('The page could not be loaded completely.');
      expect(changed).toBeGreaterThan(0);
    });
  }

  test('is not run: a page that is fetched when it is opened', async ({ page }) => {
    await page.route(/\/assets\/split_skillshare-\w+\.wasm$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from('\n')]) });
    });
    await page.goto('/skillshare');
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

test.describe('over TLS', () => {
  test.use({ settings: ['--tls'] });

  test('a violation is reported to the server, which logs words of its own', async ({ server }) => {
    // Browsers report over TLS alone, and gather reports for a minute; this one does not wait. The headless shell never does.
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--short-reporting-delay', '--ignore-certificate-errors'],
    });
    const page = await browser.newPage();
    await page.goto(`${server.url}/sign-in`);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.intruder = true';
      document.body.append(script);
    });
    const told = await server.line(/the content policy was broken (.*)/);
    expect(told[0]).toContain('directives=script-src-elem blocked=inline');
    expect(server.log).not.toContain('intruder');
    await browser.close();
  });
});

test('hashed assets may be kept for ever, the page may not', async ({ page, request }) => {
  const scripts: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/assets/')) scripts.push(response.url());
  });
  const answer = await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(answer?.headers()['cache-control']).toContain('no-cache');
  expect(scripts.length).toBeGreaterThan(2);
  for (const url of scripts) expect((await request.get(url)).headers()['cache-control'], url).toContain('immutable');
});
