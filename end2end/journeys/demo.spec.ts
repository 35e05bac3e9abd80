// One seed, one run: the browser's core and the terminal's tell the same event hash.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { BINARY } from '../harness/server.ts';

/** Where `cargo xtask test` puts the demonstration compiled for browsers. */
const MODULE = resolve(import.meta.dirname, '../../target/demo-web');
const ORIGIN = 'http://demo.localhost';

test('the same seed gives the same event hash in the browser and in the terminal', async ({ page }) => {
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>demo</title>' });
    const contentType = name.endsWith('.js') ? 'text/javascript' : 'application/wasm';
    return route.fulfill({ contentType, body: readFileSync(resolve(MODULE, name)) });
  });
  await page.goto(`${ORIGIN}/`);
  for (const [nodes, seed] of [[5, 1], [7, 20], [10, 300]]) {
    const shown = await page.evaluate(
      async ([origin, nodes, seed]) => {
        const module = await import(`${origin}/demo.js`);
        await module.default({ module_or_path: `${origin}/demo_bg.wasm` });
        return module.event_hash(nodes, 15_000_000_000n, BigInt(seed));
      },
      [ORIGIN, nodes, seed] as const,
    );
    const wishes = ['demo', '--nodes', `${nodes}`, '--storage', '15GB', '--seed', `${seed}`, '--json'];
    const told = JSON.parse(execFileSync(BINARY, wishes, { encoding: 'utf8' }));
    expect(shown).toBe(told.event_hash);
  }
});
