import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { complaintsOf, expectKeyboardWalk, expectLiveSearch, expectTrained } from '../support/e2e-page.ts';
import { askProgram, newHome, stopAllRuns } from '../support/e2e-process.ts';
import { findRuntimes, SHELL } from '../support/e2e-runtimes.ts';

const { electron: executablePath } = await findRuntimes();

/** The answers to the question that a closing window asks, in the order of its buttons. */
const ANSWERS = { keep: 0, stop: 1, cancel: 2 } as const;

interface Opened {
  readonly application: ElectronApplication;
  readonly child: ChildProcess;
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Closes the window and answers its question; null where none is expected. */
  close(answer: keyof typeof ANSWERS | null): Promise<void>;
  readonly exitCode: Promise<number | null>;
}

async function open(home: string): Promise<Opened> {
  const application = await _electron.launch({
    executablePath: executablePath ?? '',
    args: ['--no-sandbox', '--disable-gpu', SHELL, '--preset', 'tiny'],
    env: { ...process.env, DARTBOARD_NODE: process.execPath, DARTBOARD_HOME: home },
  });
  const child = application.process();
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const page = await application.firstWindow();
  const close: Opened['close'] = async (answer) => {
    await application.evaluate(
      ({ dialog, BrowserWindow }, response) => {
        Object.assign(dialog, {
          showMessageBox: async () => {
            if (response === null) throw new Error('no question was expected');
            return { response, checkboxChecked: false };
          },
        });
        BrowserWindow.getAllWindows()[0]?.close();
      },
      answer === null ? null : ANSWERS[answer],
    );
  };
  return { application, child, page, complaints: complaintsOf(page), close, exitCode };
}

async function statesIn(home: string): Promise<readonly string[]> {
  const { runs } = (await askProgram(['runs', 'list'], home)) as { runs: { kind: string; state: string }[] };
  return runs.map(({ kind, state }) => `${kind} ${state}`);
}

describe.runIf(executablePath !== null)('the workbench in Electron', () => {
  const home = newHome();
  let opened: Opened;

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
    expect(seen).toEqual({ bridge: ['onClose', 'onMessage', 'send'], node: [] });
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
