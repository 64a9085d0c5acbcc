import type { ChildProcess } from 'node:child_process';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import { complaintsOf } from './e2e-page.ts';
import { SHELL } from './e2e-runtimes.ts';

/** The answers to the question that a closing window asks, in the order of its buttons. */
const ANSWERS = { keep: 0, stop: 1, cancel: 2 } as const;

/** The shell with its window. */
export interface OpenShell {
  readonly application: ElectronApplication;
  readonly child: ChildProcess;
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Closes the window and answers its question; null where none is expected. */
  close(answer: keyof typeof ANSWERS | null): Promise<void>;
  readonly exitCode: Promise<number | null>;
}

/** How the shell is opened. */
export interface ShellOptions {
  readonly executablePath: string;
  /** The folder of the user's data. */
  readonly home: string;
  /** For the host. */
  readonly args: readonly string[];
}

/** Opens the shell and waits for its window. */
export async function openShell({ executablePath, home, args }: ShellOptions): Promise<OpenShell> {
  const application = await _electron.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', SHELL, ...args],
    env: { ...process.env, DARTBOARD_NODE: process.execPath, DARTBOARD_HOME: home },
  });
  const child = application.process();
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const page = await application.firstWindow();
  const close: OpenShell['close'] = async (answer) => {
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
