/**
 * `npm run screenshots`: pictures of every screen, light and dark, of the runs in DARTBOARD_HOME, into docs/screenshots/. They show
 * what is there: make some runs first.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensure } from '../../resources/setup/ensure.mjs';
import { PROJECT_ROOT } from '../../resources/setup/paths.mjs';
import { runMain } from '../../resources/setup/problem.mjs';

const SCREENS = ['Data', 'Cells', 'Search', 'Train', 'Runs', 'Figures'];
const THEMES = /** @type {const} */ (['light', 'dark']);
/** Until charts and graphs are drawn; nothing on the page tells when that is. */
const SETTLED_MS = 2500;

await runMain(async () => {
  await ensure({ electron: false });
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dist', 'main', 'cli.js'), 'serve', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await photograph(await urlFrom(child));
  } finally {
    child.kill();
  }
});

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} child
 * @returns {Promise<string>}
 */
function urlFrom(child) {
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line).split('\n')[0] ?? '').url));
    child.once('exit', (code) => reject(new Error(`The host ended with ${code}.`)));
  });
}

/** @param {string} url */
async function photograph(url) {
  const browser = await chromium.launch({
    executablePath: process.env['DARTBOARD_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  for (const theme of THEMES) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: theme });
    const page = await context.newPage();
    await page.addInitScript(() => globalThis.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    for (const screen of SCREENS) {
      await page
        .getByRole('navigation', { name: 'Activities' })
        .getByRole('button', { name: screen })
        .click();
      await page.waitForTimeout(SETTLED_MS);
      const file = `${screen.toLowerCase()}-${theme}.png`;
      await page.screenshot({ path: join(PROJECT_ROOT, 'docs', 'screenshots', file) });
      process.stdout.write(`docs/screenshots/${file}\n`);
    }
    await context.close();
  }
  await browser.close();
}
