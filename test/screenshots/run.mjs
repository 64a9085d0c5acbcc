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

/**
 * What is photographed, in order: a screen, and what is clicked on it. `run`: the newest search of such a title; without one there is no picture.
 *
 * @type {readonly { readonly file: string, readonly screen: string, readonly view?: string, readonly run?: RegExp }[]}
 */
const PICTURES = [
  { file: 'data', screen: 'Data' },
  { file: 'cells', screen: 'Cells' },
  { file: 'cells-recurrent', screen: 'Cells', view: 'Recurrent' },
  { file: 'cells-paths', screen: 'Cells', view: 'Paths' },
  { file: 'explorer', screen: 'Cells', view: 'NAS-Bench-201' },
  { file: 'search', screen: 'Search', run: /^(?!isdarts-|multichannelnet-|rnn-)\S+ search on/ },
  { file: 'importance', screen: 'Search', run: /^isdarts-nasbench201 search/ },
  { file: 'recurrent', screen: 'Search', run: /^rnn-quick search/ },
  { file: 'hypercuboid', screen: 'Search', run: /^multichannelnet-quick search/ },
  { file: 'train', screen: 'Train' },
  { file: 'runs', screen: 'Runs' },
  { file: 'figures', screen: 'Figures' },
];
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
    for (const picture of PICTURES) {
      if (!(await open(page, picture))) {
        process.stdout.write(`no ${picture.file}: no run is called so\n`);
        continue;
      }
      await page.waitForTimeout(SETTLED_MS);
      const file = `${picture.file}-${theme}.png`;
      await page.screenshot({ path: join(PROJECT_ROOT, 'docs', 'screenshots', file) });
      process.stdout.write(`docs/screenshots/${file}\n`);
    }
    await context.close();
  }
  await browser.close();
}

/**
 * @param {import('playwright-core').Page} page
 * @param {(typeof PICTURES)[number]} picture
 * @returns {Promise<boolean>} whether it can be shown
 */
async function open(page, { screen, view, run }) {
  await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: screen }).click();
  if (view !== undefined) await page.getByRole('radio', { name: view }).check({ force: true });
  if (run === undefined) return true;
  const title = page.getByRole('button', { name: run }).first();
  await page.waitForTimeout(SETTLED_MS);
  if ((await title.count()) === 0) return false;
  await title.click();
  return true;
}
