/** A search over channel counts: its graph, its paths with what they cost, and the training of the one that is chosen. */
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { askProgram, newHome, startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

interface Shown {
  readonly run: string;
  readonly kind: string;
  readonly state: string;
}

describe.runIf(executablePath !== null)('a search of a hypercuboid', () => {
  const home = newHome();
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    const set = ['images=128', 'batch=32', 'epochs=2'].flatMap((setting) => ['--set', setting]);
    const search = startProgram(['search', '--preset', 'multichannelnet-quick', ...set], home.path);
    expect(await search.ended, search.printed()).toBe(0);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const url = (await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/))[0];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await page.getByRole('slider', { name: 'Epoch' }).waitFor();
  }, 2 * RUN_MS);

  afterAll(async () => {
    await browser.close();
    await stopAllRuns(home.path);
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  const graph = () => page.getByRole('listbox', { name: /^Hypercuboid of multichannelnet-quick search/ });
  const paths = () => page.getByRole('radiogroup', { name: 'Paths' });
  const trainings = async (): Promise<readonly Shown[]> => {
    const { runs } = (await askProgram(['runs', 'list'], home.path)) as { runs: readonly Shown[] };
    return runs.filter(({ kind }) => kind === 'train');
  };

  it('is shown as a layered graph with the path on top, and nothing bars the way', async () => {
    expect(await graph().getByRole('option').count()).toBe(4);
    const first = await graph().getByRole('option').first().getAttribute('aria-label');
    expect(first).toMatch(/^Layer 1, stride 1, the path takes \d+-\d+ \w+; heaviest \d+-\d+ \w+: 0\.\d{3}, /);
    expect(await barriersOn(page)).toEqual([]);
  });

  it('has the cost beside every path', async () => {
    await paths()
      .getByText(/params · .* MACs/)
      .first()
      .waitFor();
    const shown = await paths().getByRole('radio').count();
    expect(shown).toBeGreaterThanOrEqual(2);
    expect(
      await paths()
        .getByText(/ params · .* MACs/)
        .count(),
    ).toBe(shown);
  });

  it('moves with the slider, and by the keyboard from stage to stage', async () => {
    const first = () => graph().getByRole('option').first().getAttribute('aria-label');
    const last = await first();
    const slider = page.getByRole('slider', { name: 'Epoch' });
    await slider.focus();
    await slider.press('Home');
    await expect.poll(first).not.toBe(last);
    await slider.press('End');
    await expect.poll(first).toBe(last);
    await graph().focus();
    await graph().press('Home');
    await graph().press('ArrowRight');
    await page.getByRole('complementary', { name: 'Inspector' }).getByText('layer 1, stride 2').waitFor();
  });

  it('trains the path that is chosen', async () => {
    const way = paths().getByRole('radio').last();
    await way.check({ force: true });
    const channels = (await paths().locator('.chosen .channels').innerText()).split(' → ').map(Number);
    await page.getByRole('button', { name: 'Train this path' }).click();
    const dialog = page.getByRole('dialog', { name: 'New training' });
    await dialog.getByText('the whole path').waitFor({ timeout: 60_000 });
    await dialog.getByRole('textbox', { name: 'Epochs', exact: true }).fill('1');
    await dialog.getByRole('button', { name: 'Start now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await trainings()).map(({ state }) => state), { timeout: RUN_MS, interval: 2000 })
      .toEqual(['finished']);
    const [{ run } = { run: '' }] = await trainings();
    const { record } = (await askProgram(['runs', 'show', run], home.path)) as {
      record: {
        preset: string;
        genotype: { operations: readonly { channelsIn: number; channelsOut: number }[] };
      };
    };
    const { operations } = record.genotype;
    expect([operations[0]?.channelsIn, ...operations.map(({ channelsOut }) => channelsOut)]).toEqual(
      channels,
    );
    expect(record.preset).toBe('multichannelnet-quick');
    await page.getByRole('listbox', { name: /^Path: / }).waitFor();
  });

  const edited = () => page.getByRole('listbox', { name: /, a path through / });
  const said = () => page.getByTestId('said').innerText();
  const macs = (reading: 'kept' | 'dropped') =>
    page.getByTestId(`path-count-${reading}`).locator('div', { hasText: 'MACs' }).getAttribute('title');
  const view = (title: string) =>
    page.getByRole('group', { name: 'View of cells' }).getByText(title, { exact: true });

  it('hands a path to the editor of paths', async () => {
    await page
      .getByRole('navigation', { name: 'Activities' })
      .getByRole('button', { name: 'Search' })
      .click();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await edited().waitFor();
    expect(await edited().getByRole('option').count()).toBe(4);
    await page.getByText(/of multichannelnet-quick search .*\(not changed\)/).waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('counts the published paths as the command does, in both readings', async () => {
    await page
      .getByRole('region', { name: 'Published' })
      .getByRole('button', { name: 'Handmade path' })
      .click();
    await page.getByText('MULTI_CHANNEL_HANDMADE_PATH (not changed)').waitFor();
    for (const last of ['kept', 'dropped'] as const) {
      const images = ['--input', '32x32x3', '--classes', '10'];
      const argv = ['count', 'MULTI_CHANNEL_HANDMADE_PATH', '--network', 'path', '--last', last, ...images];
      const counted = (await askProgram(argv, home.path)) as { macs: number };
      const shown = async (): Promise<number> => Number((await macs(last))?.replace(/\D/g, ''));
      await expect.poll(shown, { timeout: 30_000 }).toBe(counted.macs);
    }
  });

  it('edits a path by the keyboard, the pointer, the list and the text, and undoes it', async () => {
    const before = await macs('kept');
    const stage = (at: number) => edited().getByRole('option').nth(at).getAttribute('aria-label');
    await edited().focus();
    await edited().press('Home');
    await edited().press('ArrowRight');
    await edited().press(']');
    expect(await said()).toBe('128 channels behind stage 2.');
    await edited().press('2');
    expect(await said()).toBe('SharpSepConv in stage 2.');
    expect(await stage(1)).toMatch(/the path takes 32-128 SharpSepConv/);
    expect(await stage(2)).toMatch(/the path takes 128-64 SharpSepConv/);
    await expect.poll(() => macs('kept')).not.toBe(before);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(() => macs('kept')).toBe(before);
    await edited().locator('.feature', { hasText: '32' }).last().click();
    expect(await said()).toBe('32 channels behind stage 8.');
    await page.getByRole('combobox', { name: 'Channels behind the stem' }).selectOption('256');
    expect(await stage(0)).toMatch(/the path takes 256-32 SharpSepConv/);
    const text = page.getByRole('textbox', { name: 'The path as text' });
    const kept = await text.inputValue();
    await text.fill(kept.replace('"channelsIn":256', '"channelsIn":48,"odd":1'));
    await page.getByText(/The path is as it was\./).waitFor();
    await page.getByRole('button', { name: 'Discard the text' }).click();
    await text.fill(kept.replace('"channelsIn":256', '"channelsIn":64'));
    expect(await stage(0)).toMatch(/the path takes 64-32 SharpSepConv/);
  });

  it('has the path again after a reload, and trains it whole', async () => {
    await page.getByText(/MULTI_CHANNEL_HANDMADE_PATH.* \(draft, saved\)/).waitFor();
    await page.reload();
    const cells = page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Cells' });
    await cells.click();
    await edited().waitFor();
    const first = () => edited().getByRole('option').first().getAttribute('aria-label');
    await expect.poll(first).toMatch(/the path takes 64-32 SharpSepConv/);
    await page.getByRole('button', { name: 'Train this path' }).click();
    const dialog = page.getByRole('dialog', { name: 'New training' });
    await dialog.getByText('the whole path').waitFor({ timeout: 60_000 });
    await dialog.getByRole('listbox', { name: /^Path\./ }).waitFor();
    const own = dialog.locator('optgroup[label="Your own"] option');
    await expect.poll(() => own.allInnerTexts()).toContainEqual(expect.stringMatching(/HANDMADE_PATH/));
    await page.keyboard.press('Escape');
    await cells.click();
    // A path of one's own takes nothing away from the cells.
    await view('Editor').click();
    await page.getByRole('button', { name: 'Train this cell' }).waitFor();
  });

  it('complains of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
