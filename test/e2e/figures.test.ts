/** Every kind of figure in every format, made in the page and read back by other programs. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf, goTo, RUN_MS } from '../support/e2e-page.ts';
import { startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';
import { gifFrames, pngFacts, readBack } from '../support/figure-tools.ts';

const { chromium: executablePath } = await findRuntimes();
/** The presets' width of a column, and the resolution before anybody says otherwise. */
const WIDTH_MM = 82.55;
const DPI = 300;
const PIXELS = Math.round((WIDTH_MM / 25.4) * DPI);
const TITLES = { svg: 'SVG', pdf: 'PDF', png: 'PNG', csv: 'CSV', tex: 'LaTeX', gif: 'GIF film' } as const;

type Ending = keyof typeof TITLES;

describe.runIf(executablePath !== null)('figures as files', () => {
  let home: Home;
  let folder: string;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    home = await preparedHome();
    folder = mkdtempSync(join(tmpdir(), 'dartboard-figures-'));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    // Figures are of paper, whatever the page looks like.
    await page.addInitScript(() => {
      window.localStorage.setItem('dartboard.tour', 'ended');
      window.localStorage.setItem('dartboard.theme', 'dark');
    });
    await page.goto(url);
    await goTo(page, 'Figures');
    await sources().first().waitFor();
  }, RUN_MS);

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    await stopAllRuns(home.path);
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const sources = () => page.getByRole('navigation', { name: 'Sources' }).getByRole('checkbox');
  const source = (name: RegExp) =>
    page.getByRole('navigation', { name: 'Sources' }).getByRole('checkbox', { name }).first();

  /** Chooses one run and a figure of it. */
  async function choose(run: RegExp, figure: string): Promise<Locator> {
    await source(run).check();
    for (const other of await sources().all())
      if ((await other.isChecked()) && !run.test((await other.locator('..').innerText()).trim()))
        await other.uncheck();
    await page.getByRole('complementary').getByText(figure, { exact: true }).click();
    const main = page.getByRole('main');
    await main.getByRole('img', { name: /^Preview of / }).waitFor();
    return main;
  }

  /** Saves a figure in a format, and where it lies. */
  async function save(place: Locator, ending: Ending): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      place.getByRole('button', { name: TITLES[ending], exact: true }).click(),
    ]);
    const name = download.suggestedFilename();
    expect(name).toMatch(new RegExp(`\\.${ending}$`));
    const path = join(folder, name);
    await download.saveAs(path);
    return path;
  }

  /** What every picture must be: SVG, PDF and PNG of one true size, which other programs read. */
  async function expectPictures(place: Locator, words: readonly (string | RegExp)[]): Promise<void> {
    const svg = await save(place, 'svg');
    const text = readFileSync(svg, 'utf8');
    expect(text).not.toMatch(/var\(|NaN|Infinity|undefined|<style|href|url\((?!#)/);
    expect(text).toContain(`width="${WIDTH_MM}mm"`);
    const drawn = join(folder, 'drawn.png');
    readBack('rsvg-convert', ['--dpi-x', '300', '--dpi-y', '300', '--output', drawn, svg]);
    const png = pngFacts(await save(place, 'png'));
    expect(Math.abs(pngFacts(drawn).width - PIXELS)).toBeLessThanOrEqual(1);
    expect(Math.abs(pngFacts(drawn).height - png.height)).toBeLessThanOrEqual(1);
    expect([png.width, png.perMetre]).toEqual([PIXELS, Math.round(DPI / 0.0254)]);
    const pdf = await save(place, 'pdf');
    const size = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(readBack('pdfinfo', [pdf]));
    expect((Number(size?.[1]) / 72) * 25.4).toBeCloseTo(WIDTH_MM, 1);
    expect((Number(size?.[2]) / 72) * DPI).toBeCloseTo(png.height, -1);
    const fonts = readBack('pdffonts', [pdf]).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/Tinos.* (?:TrueType|CID TrueType) .* yes /);
    const said = readBack('pdftotext', ['-layout', pdf, '-']).replaceAll('−', '-');
    for (const word of words) expect(said).toMatch(word);
  }

  const rowsOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trimEnd().split('\r\n');

  it('draws curves, with every step in the CSV', async () => {
    const place = await choose(/search.*seed 0/, 'Loss');
    await expectPictures(place, ['Loss (nats)', 'Step', 'train', 'valid']);
    const rows = rowsOf(await save(place, 'csv'));
    expect(rows[0]).toBe('step,train,train (smoothed),valid,valid (smoothed)');
    const steps = rows.slice(1).map((row) => Number(row.split(',')[0]));
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => i + (steps[0] ?? 0)));
    expect(steps.length).toBe(await stepsOfSearch());
    const tex = readFileSync(await save(place, 'tex'), 'utf8');
    expect(tex).toMatch(/\\begin\{axis\}[^]*xlabel=\{step\}[^]*\\addlegendentry\{train\}[^]*\\end\{axis\}/);
  });

  it('draws the alphas and both cells', async () => {
    const primitives = ['max_pool_3x3', 'sep_conv_5x5', 'skip_connect'];
    const alphas = await choose(/search.*seed 0/, 'Alphas, softmax');
    await expectPictures(alphas, [...primitives, 'Normal cell', 'Reduction cell']);
    // Both cells, 14 edges, 8 primitives.
    expect(rowsOf(await save(alphas, 'csv'))).toHaveLength(1 + 2 * 14 * 8);
    const cells = await choose(/search.*seed 0/, 'Cell in colour');
    const csv = rowsOf(await save(cells, 'csv'));
    expect(csv).toHaveLength(1 + 2 * 8);
    const named = csv.slice(1).map((row) => row.split(',').at(-1) ?? '');
    await expectPictures(cells, [...named, /k-2/, /Reduction cell/]);
    const tex = readFileSync(await save(cells, 'tex'), 'utf8');
    expect(tex.match(/\\draw\[->/g)).toHaveLength(16);
    expect(tex).toContain('\\_');
  });

  it('makes a film with a picture an epoch', async () => {
    const place = await choose(/search.*seed 0/, 'Film of the search');
    const rows = rowsOf(await save(place, 'csv'));
    const epochs = new Set(rows.slice(1).map((row) => row.split(',')[0]));
    expect(rows).toHaveLength(1 + epochs.size * 2 * 14 * 8);
    expect(gifFrames(await save(place, 'gif'))).toBe(epochs.size);
    await expectPictures(place, [/Normal cell/, /epoch \d/, /max_pool_3x3/]);
  });

  it('draws a table and a scatter plot of results', async () => {
    const table = await choose(/training/, 'Table of results');
    await expectPictures(table, ['Test error (%)', 'Params (M)']);
    expect(rowsOf(await save(table, 'csv'))).toHaveLength(2);
    const tex = readFileSync(await save(table, 'tex'), 'utf8');
    expect(tex).toMatch(/\\toprule\n.*Test error \(\\%\).*\n {2}\\midrule\n.*\$\d+\.\d\d\$[^]*\\bottomrule/);
    const scatter = await choose(/training/, 'Error over parameters');
    await expectPictures(scatter, ['Test error (%)', 'Parameters (M)', 'tiny']);
    expect(rowsOf(await save(scatter, 'csv'))).toHaveLength(2);
    expect(readFileSync(await save(scatter, 'tex'), 'utf8')).toContain('only marks');
  });

  it('draws the curves of an edge from its panel', async () => {
    await goTo(page, 'Search');
    await page.getByRole('listbox', { name: /^Normal cell/ }).focus();
    await page.keyboard.press('Home');
    await page.getByLabel('Right chart').selectOption({ label: 'Chosen edge' });
    const panel = page.getByRole('region').filter({ has: page.getByLabel('Right chart') });
    await panel.getByRole('button', { name: 'Figure…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Figure: / });
    await dialog.getByRole('img', { name: /^Preview of / }).waitFor();
    await expectPictures(dialog, [/Epoch/, /max_pool_3x3/]);
    expect(rowsOf(await save(dialog, 'csv'))[0]).toMatch(/^epoch,.*max_pool_3x3/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it(
    'draws the confusion matrix of an evaluation',
    async () => {
      await goTo(page, 'Train');
      await page
        .getByRole('tab', { name: 'Test' })
        .or(page.getByText('Test', { exact: true }))
        .first()
        .click();
      await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
      const panel = page.getByRole('region', { name: 'Confusion matrix' });
      await panel.getByRole('button', { name: 'Figure…' }).click({ timeout: RUN_MS });
      const dialog = page.getByRole('dialog', { name: /^Figure: / });
      await dialog.getByRole('img', { name: /^Preview of / }).waitFor();
      await expectPictures(dialog, [/Predicted class/, /True class/]);
      const rows = rowsOf(await save(dialog, 'csv')).slice(1);
      const classes = new Set(rows.map((row) => row.split(',')[0]));
      expect(rows).toHaveLength(classes.size ** 2);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    },
    RUN_MS,
  );

  it('draws a path over its hypercuboid from the editor of paths', async () => {
    await goTo(page, 'Cells');
    await page.getByRole('group', { name: 'View of cells' }).getByText('Paths', { exact: true }).click();
    await page.getByRole('button', { name: 'Figure…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Figure: MULTI_CHANNEL_HANDMADE_PATH/ });
    await expectPictures(dialog, [/1·1/, /4·2/, /\b32\b/, /\b256\b/, 'ResizablePool', 'SharpSepConv']);
    const rows = rowsOf(await save(dialog, 'csv'));
    // Eight stages of 32 operations.
    expect(rows).toHaveLength(1 + 8 * 32);
    expect(rows.filter((row) => row.endsWith(',yes'))).toHaveLength(8);
    await page.keyboard.press('Escape');
  });

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });

  /** The steps of the search with seed 0, by what the command line says. */
  async function stepsOfSearch(): Promise<number> {
    const list = startProgram(['runs', 'list', '--json'], home.path);
    await list.ended;
    const { runs } = JSON.parse(list.printed()) as {
      runs: readonly { readonly kind: string; readonly seed: number; readonly step: number }[];
    };
    return runs.find(({ kind, seed }) => kind === 'search' && seed === 0)?.step ?? Number.NaN;
  }
});
