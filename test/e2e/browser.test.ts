import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  complaintsOf,
  expectKeyboardWalk,
  expectLiveSearch,
  expectTrained,
  goTo,
} from '../support/e2e-page.ts';
import { newHome, startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

describe.runIf(executablePath !== null)('the workbench in a browser', () => {
  const home = newHome();
  let browser: Browser;
  let program: Program;
  let page: Page;
  let url: string;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['start', '--preset', 'tiny'], home.path);
    url = (await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/))[0];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.goto(url);
  });

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    await stopAllRuns(home.path);
    home.remove();
  });

  it('takes the token out of the address bar', async () => {
    await page.getByRole('navigation', { name: 'Activities' }).waitFor();
    expect(page.url()).not.toContain('token');
  });

  it('shows the sample search while it runs, and its edges to the keyboard', async () => {
    await expectLiveSearch(page);
    await expectKeyboardWalk(page);
  });

  it('goes on to the final training of the derived cell', async () => {
    await expectTrained(page);
    await program.waitFor(/test accuracy \d+\.\d\d%/);
  });

  it('shows the same after it is loaded again, and every epoch of the finished search', async () => {
    await page.reload();
    await expectTrained(page);
    await goTo(page, 'Search');
    await page.getByRole('button', { name: /tiny search/ }).click();
    const epoch = page.getByRole('slider', { name: 'Epoch' });
    await epoch.press('Home');
    await page.getByText('would be derived after epoch 0').first().waitFor();
    await epoch.press('End');
    await page.getByText('derived', { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Train this cell' }).isEnabled()).toBe(true);
  });

  it.each(['light', 'dark'] as const)('follows the desktop to %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  });

  it('fits a small window without scrolling sideways', async () => {
    await page.setViewportSize({ width: 1024, height: 700 });
    await goTo(page, 'Train');
    await page.getByRole('heading', { level: 1, name: 'Training' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });

  it('tells a page without the token what to do', async () => {
    const context = await browser.newContext();
    const stranger = await context.newPage();
    await stranger.goto(new URL('/', url).href);
    await stranger
      .getByRole('alert')
      .filter({ hasText: 'use the URL that the host printed' })
      .first()
      .waitFor();
    await context.close();
  });

  it('ends on Ctrl-C with 0, for its work is done, and the page says that the host is gone', async () => {
    program.signal('SIGINT');
    expect(await program.ended).toBe(0);
    await page.getByText('host not reachable, trying again').waitFor();
  });

  it('finds the sample project finished at the next start', async () => {
    const again = startProgram(['start', '--preset', 'tiny', '--once'], home.path);
    expect(await again.ended).toBe(0);
    expect(again.printed()).toMatch(/The sample project is finished: test accuracy/);
  });
});
