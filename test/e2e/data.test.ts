/** A person's own pictures in the workbench: looked at, added, seen class by class, divided, and removed. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { newHome, startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

describe.runIf(executablePath !== null)('the data of a person', () => {
  const home = newHome();
  const folder = mkdtempSync(join(tmpdir(), 'dartboard pictures ü '));
  let browser: Browser;
  let program: Program;
  let page: Page;
  let dialog: Locator;

  beforeAll(async () => {
    for (const [part, count] of [
      ['train', 70],
      ['test', 6],
    ] as const)
      for (const [number, name] of ['red', 'green'].entries()) {
        mkdirSync(join(folder, part, name), { recursive: true });
        for (let i = 0; i < count; i++) {
          const level = 100 + i;
          const background = number === 0 ? { r: level, g: 20, b: 9 } : { r: 20, g: level, b: 9 };
          const file = join(folder, part, name, `${String(i).padStart(3, '0')}.png`);
          await sharp({ create: { width: 24, height: 20, channels: 3, background } })
            .png()
            .toFile(file);
        }
      }
    truncateSync(join(folder, 'train', 'green', '003.png'), 70);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // No tour over what is looked at here.
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Data' }).click();
    dialog = page.getByRole('dialog', { name: 'Add data' });
  });

  afterAll(async () => {
    await browser.close();
    program.signal('SIGTERM');
    await program.ended;
    home.remove();
    rmSync(folder, { recursive: true });
  });

  it('is at first what comes with the program, with what to do first', async () => {
    await page.getByText('This set comes with Dartboard').waitFor();
    const classes = page.getByRole('listbox', { name: 'Classes' });
    await classes
      .getByRole('option', { name: /^Ankle boot 1,000 ?training images, 200 ?test images$/ })
      .waitFor();
    await page.getByRole('img', { name: 'T-shirt/top, training image 1', exact: true }).waitFor();
  });

  it('is told in a sentence that a path leads nowhere', async () => {
    await page.getByRole('button', { name: 'Add data…' }).first().click();
    await dialog.getByLabel('Folder, archive or file').fill(join(folder, 'none'));
    const problem = dialog.getByRole('alert');
    await problem.filter({ hasText: 'none cannot be read: it does not exist.' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Add data set' }).isEnabled()).toBe(false);
  });

  it('is shown before it is added, and added under a name', async () => {
    await dialog.getByLabel('Folder, archive or file').fill(folder);
    const found = dialog.getByRole('region', { name: 'What was found' });
    await found.getByText('green 76, red 76').waitFor();
    await dialog.getByLabel('Name').fill('My colours');
    await dialog.getByRole('alert').filter({ hasText: 'small letters' }).waitFor();
    await dialog.getByLabel('Name').fill('colours');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByLabel('Name').press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^colours is registered/).waitFor();
    const list = page.getByRole('navigation', { name: 'Data sets' });
    await list.getByRole('button', { name: /^colours 151 images · 2 classes · 20 x 24/ }).waitFor();
  });

  it('explains the damaged file', async () => {
    const known = page.getByRole('region', { name: 'What to know of it' });
    await known.getByRole('heading', { name: '1 file was left out: cut short or damaged' }).waitFor();
    await known.getByText(join(folder, 'train', 'green', '003.png')).waitFor();
    await known.getByText('Copy these files again from where they are from.').waitFor();
  });

  it('shows all images of a class to the keyboard, page by page', async () => {
    await page.getByRole('listbox', { name: 'Classes' }).press('Home');
    const grid = page.getByRole('listbox', { name: 'green, training images, 69 in all' });
    await grid.getByRole('option').nth(59).waitFor();
    await grid.press('Home');
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByText('training 0').waitFor();
    await inspector.getByText('20 x 24 pixels').waitFor();
    await grid.press('End');
    await grid.press('ArrowRight');
    await grid.getByRole('option').nth(68).waitFor();
    const url = (await grid.getByRole('option').nth(60).locator('img').getAttribute('src')) ?? '';
    const { data } = await sharp(Buffer.from(url.replace('data:image/png;base64,', ''), 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    // The one that is damaged is left out, so that the number 60 of the class is the file 061.
    expect([...data.subarray(0, 3)]).toEqual([20, 161, 9]);
  });

  it('is divided, with the bar drawn before anything is kept', async () => {
    const splits = page.getByRole('region', { name: 'Splits' });
    await splits.getByText('all images are on one side').waitFor();
    await splits.getByLabel('Kind').selectOption('stratified');
    await splits.getByRole('img', { name: /^weights 7\d \(\d+ %\), alphas, held out 6\d / }).waitFor();
    await splits.getByLabel('Name').fill('even');
    await splits.getByRole('button', { name: 'Save split' }).click();
    await splits.getByRole('heading', { name: 'even' }).waitFor();
    const download = page.waitForEvent('download');
    await splits.getByRole('button', { name: 'Export…' }).click();
    const exported = await download;
    expect(exported.suggestedFilename()).toBe('colours-even.json');
    const file = join(folder, 'train', 'even.json');
    await exported.saveAs(file);
    await splits.getByRole('button', { name: 'Import…' }).click();
    const asked = page.getByRole('dialog', { name: 'Import a split of colours' });
    await asked.getByLabel('File of the split').fill(folder);
    await asked.getByRole('button', { name: 'Import' }).click();
    await asked.getByRole('alert').filter({ hasText: 'it is no file' }).waitFor();
    await asked.getByLabel('File of the split').fill(file);
    await asked.getByLabel('Name').fill('taken');
    await asked.getByLabel('Name').press('Enter');
    const taken = splits.getByRole('group', { name: 'Split taken' });
    await taken.getByRole('button', { name: 'Remove…' }).click();
    const sure = page.getByRole('dialog', { name: 'Remove the split taken?' });
    await sure.getByRole('button', { name: 'Remove' }).click();
    await splits.getByText('Removed: taken.').waitFor();
    await taken.waitFor({ state: 'detached' });
    rmSync(file);
  });

  it('has no barrier, and fits a small window', async () => {
    expect(await barriersOn(page)).toEqual([]);
    await page.setViewportSize({ width: 1024, height: 700 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('is removed, and its files stay', async () => {
    await page
      .getByRole('complementary', { name: 'Inspector' })
      .getByRole('button', { name: 'Remove…' })
      .click();
    const asked = page.getByRole('dialog', { name: 'Remove colours?' });
    await asked.getByText(`Its files stay where they are, in ${folder}`).waitFor();
    await asked.getByText('Its splits go with it: even.').waitFor();
    await asked.getByRole('button', { name: 'Remove' }).click();
    await asked.waitFor({ state: 'detached' });
    await page.getByText('This set comes with Dartboard').waitFor();
    expect((await sharp(join(folder, 'train', 'red', '000.png')).metadata()).width).toBe(24);
  });
});
