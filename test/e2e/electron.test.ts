import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { expectKeyboardWalk, expectLiveSearch, expectTrained } from '../support/e2e-page.ts';
import { askProgram, newHome, stopAllRuns } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';
import { openShell } from '../support/e2e-shell.ts';
import type { OpenShell } from '../support/e2e-shell.ts';

const { electron: executablePath } = await findRuntimes();

const open = (home: string): Promise<OpenShell> =>
  openShell({ executablePath: executablePath ?? '', home, args: ['--preset', 'tiny'] });

async function statesIn(home: string): Promise<readonly string[]> {
  const { runs } = (await askProgram(['runs', 'list'], home)) as { runs: { kind: string; state: string }[] };
  return runs.map(({ kind, state }) => `${kind} ${state}`);
}

describe.runIf(executablePath !== null)('the workbench in Electron', () => {
  const home = newHome();
  let opened: OpenShell;

  afterAll(async () => {
    opened.child.kill('SIGKILL');
    await stopAllRuns(home.path);
    home.remove();
  });

  it('opens with the sample search running', async () => {
    opened = await open(home.path);
    await expectLiveSearch(opened.page);
    await expectKeyboardWalk(opened.page);
  });

  it('gives the page a channel and nothing else', async () => {
    const { page } = opened;
    const seen = await page.evaluate(() => ({
      bridge: Object.keys(Reflect.get(window, 'dartboard') as object).sort(),
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => Reflect.has(window, name)),
    }));
    expect(seen.node).toEqual([]);
    expect(seen.bridge).toEqual([
      ...[
        'choose',
        'fileTypes',
        'menu',
        'notices',
        'onCommand',
        'onHost',
        'onMessage',
        'onVisit',
        'openProject',
      ],
      ...['pathOf', 'projects', 'save', 'send', 'window'],
    ]);
  });

  it('reads no file beside the pages', async () => {
    const status = async (path: string) =>
      opened.page.evaluate(async (url) => (await fetch(url)).status, `app://dartboard/${path}`);
    expect(await status('index.html')).toBe(200);
    expect(await status('../main/cli.js')).toBe(404);
    expect(await status('%2e%2e/main/cli.js')).toBe(404);
    expect(await status('..%2fmain/cli.js')).toBe(404);
  });

  it.runIf(process.platform === 'linux')('loads no TensorFlow into its own process', () => {
    const maps = readFileSync(`/proc/${opened.child.pid ?? 0}/maps`, 'utf8');
    expect(maps).toContain('electron');
    expect(maps).not.toMatch(/libtensorflow|tfjs_binding/);
  });

  it('asks before it closes on a run: cancel keeps the window, stop saves the run', async () => {
    await opened.close('cancel');
    await opened.page
      .getByTestId('job')
      .filter({ hasText: /searching|training/ })
      .waitFor();
    await opened.close('stop');
    expect(await opened.exitCode).toBe(0);
    const states = await statesIn(home.path);
    expect(states[0]).toMatch(/^(search|train) interrupted$/);
  });

  it('goes on at the next start to the trained network', async () => {
    opened = await open(home.path);
    await expectTrained(opened.page);
    expect(opened.complaints).toEqual([]);
  });

  it('stays where it is: no other place, no other window', async () => {
    const { page, application } = opened;
    await page.evaluate(() => {
      window.open('http://127.0.0.1:9/');
      window.location.href = 'http://127.0.0.1:9/';
    });
    await setTimeout(500);
    const urls = await application.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
    );
    expect(urls).toEqual(['app://dartboard/index.html']);
  });

  it('closes without a question when nothing runs', async () => {
    await opened.close(null);
    expect(await opened.exitCode).toBe(0);
    expect(await statesIn(home.path)).toEqual(['train finished', 'search finished']);
  });
});
