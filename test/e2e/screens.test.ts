/** What holds for every screen: no barrier that axe finds, in any theme; room in a small window; a way in and out by keyboard. */
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf } from '../support/e2e-page.ts';
import { startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();
const SCREENS = ['Data', 'Cells', 'Search', 'Train', 'Runs', 'Figures'] as const;
const THEMES = ['light', 'dark', 'contrast'] as const;

describe.runIf(executablePath !== null)('every screen', () => {
  let home: Home;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    home = await preparedHome();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    // No tour over what is looked at here.
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await page.getByRole('navigation', { name: 'Activities' }).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  const show = async (screen: (typeof SCREENS)[number]): Promise<void> => {
    await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: screen }).click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
  };

  describe.each(THEMES)('in the theme %s', (theme) => {
    beforeAll(async () => {
      await page.evaluate((choice) => window.localStorage.setItem('dartboard.theme', choice), theme);
      await page.reload();
      await page.locator(`html[data-theme=${theme}]`).waitFor();
    });

    it.each(SCREENS)('%s has no barrier', async (screen) => {
      await show(screen);
      expect(await barriersOn(page)).toEqual([]);
    });
  });

  it.each(SCREENS)('%s fits a window of 1024 x 700', async (screen) => {
    await page.setViewportSize({ width: 1024, height: 700 });
    await show(screen);
    const overflow = await page.evaluate(() => ({
      x: document.documentElement.scrollWidth - window.innerWidth,
      y: document.documentElement.scrollHeight - window.innerHeight,
    }));
    expect(overflow.x).toBeLessThanOrEqual(0);
    expect(overflow.y).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it.each(SCREENS)('%s is reached, walked and left by keyboard alone', async (screen) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press(`Control+${SCREENS.indexOf(screen) + 1}`);
    await page
      .getByRole('navigation', { name: 'Activities' })
      .locator('button[aria-current=page]', { hasText: screen })
      .waitFor();
    const seen = new Set<string>();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      seen.add(
        await page.evaluate(() => {
          const focused = document.activeElement;
          if (focused === null || focused === document.body) return '';
          const { width, height } = focused.getBoundingClientRect();
          // What has the focus must be seen.
          return width > 0 && height > 0 ? focused.outerHTML.slice(0, 200) : `hidden: ${focused.outerHTML}`;
        }),
      );
    }
    seen.delete('');
    expect(seen.size).toBeGreaterThan(8);
  });

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });
});
