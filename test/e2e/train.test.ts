/** The Train screen: a test in detail with the images behind every field, images from elsewhere, and a training from one click. */
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

describe.runIf(executablePath !== null)('the Train screen', () => {
  let home: Home;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];
  /** A test image, and what was predicted of it. */
  let known: { readonly png: Buffer; readonly name: string; readonly probability: string };

  beforeAll(async () => {
    home = await preparedHome();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Train' }).click();
  });

  afterAll(async () => {
    await browser.close();
    await stopAllRuns(home.path);
    program.signal('SIGTERM');
    await program.ended;
    home.remove();
  });

  const region = (name: string | RegExp): Locator => page.getByRole('region', { name });
  const show = (view: string): Promise<void> =>
    page.getByRole('radio', { name: view }).check({ force: true });
  /** `1,998` of `1,998 images`. */
  const shownImages = async (): Promise<number> => {
    const text =
      (await page
        .getByRole('status')
        .filter({ hasText: /images?$/ })
        .textContent()) ?? '';
    return Number(text.replace(/\D/g, ''));
  };

  it('tests a training in detail, and finds what it ended with', async () => {
    const main = region('Result')
      .getByText(/^\d+\.\d\d %$/)
      .first();
    const accuracy = (await main.textContent()) ?? '';
    await show('Test');
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await page
      .getByRole('application', { name: /^Confusion matrix of 10 classes/ })
      .waitFor({ timeout: RUN_MS });
    await region('Test').getByText(accuracy).first().waitFor();
    await region('Calibration')
      .getByRole('img', { name: /expected calibration error \d+\.\d %/ })
      .waitFor();
    expect(await region('Accuracy of each class').getByRole('listitem').count()).toBe(10);
    // The images of all fields on the diagonal are those that were recognized.
    await page.getByRole('button', { name: 'All images' }).click();
    await expect.poll(shownImages).toBe(2000);
    await page.getByLabel('show').selectOption('right');
    await expect.poll(shownImages).toBe(Math.round(20 * Number.parseFloat(accuracy)));
    expect(await barriersOn(page)).toEqual([]);
  });

  it('shows the images behind a field, which the keyboard finds', async () => {
    const matrix = page.getByRole('application', { name: /^Confusion matrix/ });
    await matrix.focus();
    await page.keyboard.press('End');
    await page.getByText(/^\d+ images? of Ankle boot recognized/).waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.getByText(/^\d+ images? of Trouser taken for T-shirt\/top/).waitFor();
    await page.getByRole('button', { name: 'Back to pairs' }).click();
    const pair = region('Images').getByRole('listitem').first();
    const [, actual = '', predicted = '', images = ''] =
      /^(.+) taken for (.+?)\s*(\d+) \(/.exec(((await pair.textContent()) ?? '').trim()) ?? [];
    await pair.getByRole('button').click();
    const field = region(`${actual} taken for ${predicted}`);
    await expect.poll(shownImages).toBe(Number(images));
    const first = field.getByRole('list', { name: 'Images' }).locator('> li').first();
    const picture = first.getByRole('img', { name: new RegExp(`^Test image \\d+: ${actual}$`) });
    const url = (await picture.getAttribute('src')) ?? '';
    const ranked = first.getByRole('listitem').first().locator('span');
    known = {
      png: Buffer.from(url.replace('data:image/png;base64,', ''), 'base64'),
      name: (await ranked.first().textContent()) ?? '',
      probability: (await ranked.last().textContent()) ?? '',
    };
    expect(known.name).toBe(predicted);
  });

  it('says of the file of a test image what it says of the image', async () => {
    await show('Try an image');
    await page
      .getByLabel('Image file')
      .setInputFiles({ name: 'boot.png', mimeType: 'image/png', buffer: known.png });
    await page.getByText('boot.png, as it is').waitFor({ timeout: RUN_MS });
    const ranked = region('What it takes it for').getByRole('listitem').first().locator('span');
    expect(await ranked.first().textContent()).toBe(known.name);
    expect(await ranked.last().textContent()).toBe(known.probability);
    expect(
      await region('Feature maps')
        .getByRole('img', { name: /^Feature maps of cell \d/ })
        .count(),
    ).toBeGreaterThan(2);
    await page.getByRole('checkbox', { name: /^\s*invert/ }).check();
    await page.getByText('boot.png: inverted').waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('says of a file that is no image what to give instead', async () => {
    await page
      .getByLabel('Image file')
      .setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no image at all') });
    await page
      .getByRole('alert')
      .filter({
        hasText:
          'notes.png is not an image that can be read. Give an image as a JPEG, PNG, GIF, WebP or TIFF file.',
      })
      .waitFor();
  });

  it('keeps what it found, and fits a small window', async () => {
    await page.reload();
    await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Train' }).click();
    await show('Test');
    await page.getByRole('application', { name: /^Confusion matrix/ }).waitFor();
    await page.setViewportSize({ width: 1024, height: 700 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('trains a cell of the library to its result', async () => {
    await show('Training');
    await page.getByRole('button', { name: 'Train a cell…' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New training' });
    await dialog.getByLabel('Preset').selectOption('tiny');
    await dialog.getByRole('combobox', { name: 'Cell', exact: true }).selectOption({ label: 'DARTS_V1' });
    await dialog.getByRole('button', { name: 'Start now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByRole('listitem')
      .filter({ has: page.locator('[aria-current=true]') })
      .getByText(/^test \d/)
      .waitFor({ timeout: RUN_MS });
    await region('Result')
      .getByText(/^\d+\.\d\d %$/)
      .first()
      .waitFor();
    await page.getByText(/^Recipe.* epochs?, batches of /).waitFor();
    await show('Test');
    await page.getByRole('heading', { name: 'Not tested in detail yet' }).waitFor();
  });

  it('has had nothing to complain of', () => {
    // The browser's own word for the file that was refused.
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });
});
