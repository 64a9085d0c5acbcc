/** What passes between the shell and its own page. Nobody else is heard. */
import { BrowserWindow, ipcMain } from 'electron';
import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import type { PageRequest, ShellNews } from './channels.ts';
import { APP_ORIGIN } from './security.ts';

/** Whether a message comes from our own page. */
export function isOwnPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame?.url.startsWith(`${APP_ORIGIN}/`) === true;
}

/** What is done where the page asks: the check of the message, and what follows. */
export interface Asked<T> {
  /** Throws where the message is none that the page sends. */
  readonly check: (message: unknown) => T;
  readonly answer: (window: Electron.BrowserWindow, request: T) => unknown;
}

/** Answers our own page, from now on; it learns why where it is refused. */
export function onAsked<T>(channel: PageRequest, { check, answer }: Asked<T>): void {
  ipcMain.handle(channel, (event, message: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (window === null || !isOwnPage(event)) throw new Error('Only the workbench itself is answered.');
    return answer(window, check(message));
  });
}

/** Hears our own page, from now on. What it may not say is not done, and said in the terminal. */
export function onTold<T>(channel: PageRequest, { check, answer }: Asked<T>): void {
  ipcMain.on(channel, (event, message: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (window === null || !isOwnPage(event)) return;
    try {
      answer(window, check(message));
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  });
}

/** Tells the page in the window; none: nobody. */
export function tellPage(channel: ShellNews, message: unknown): void {
  BrowserWindow.getAllWindows()[0]?.webContents.send(channel, message);
}
