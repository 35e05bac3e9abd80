// Journeys in a real browser against the real binary. `cargo xtask test` builds the binary, finds the browser and runs
// the project `journeys`; `cargo xtask bench` runs the project `bench`; `pictures` takes the README's picture anew.
import { defineConfig } from '@playwright/test';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

const launchOptions = (executablePath: string) => ({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

export default defineConfig({
  outputDir: 'test-results',
  // Each journey starts a server of its own and waits for it, for timers and for the page: three keep two cores busy.
  fullyParallel: true,
  workers: 3,
  // A busy machine is no failure: what takes seconds on a quiet one takes a minute there.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    // A third of the time when it is on; `--trace=on` with the name of a journey that failed tells the rest.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(chromium),
  },
  projects: [
    // What is around a page is not looked at, and costs a quarter of the time.
    { name: 'journeys', testDir: 'journeys', use: { launchOptions: launchOptions(process.env.CHROMIUM_HEADLESS ?? chromium) } },
    { name: 'pictures', testDir: 'pictures', testMatch: '*.picture.ts', timeout: 180_000 },
    // One at a time: beside each other they would measure each other.
    { name: 'bench', testDir: 'bench', testMatch: '*.bench.ts', timeout: 300_000, workers: 1 },
  ],
});
