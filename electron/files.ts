/** What the window's page may ask of the person's files: it names none itself. */
import { writeFile } from 'node:fs/promises';
import { BrowserWindow, dialog, ipcMain } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import type { ChooseRequest } from '../main/api/contract.ts';
import type { Choose, Save } from './channels.ts';
import { APP_ORIGIN } from './security.ts';

const CHOOSE: Choose = 'dartboard:choose';
const SAVE: Save = 'dartboard:save';

/** Answers the page's questions for files, from now on. */
export function serveFiles(): void {
  ipcMain.handle(CHOOSE, (event, request: unknown) => choose(windowOf(event), checkedChoice(request)));
  ipcMain.handle(SAVE, (event, file: unknown) => save(windowOf(event), checkedFile(file)));
}

/** The window of our own page; nobody else is answered. */
function windowOf(event: IpcMainInvokeEvent) {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (window === null || event.senderFrame?.url.startsWith(`${APP_ORIGIN}/`) !== true)
    throw new Error('Only the workbench itself may ask for files.');
  return window;
}

async function choose(
  window: Electron.BrowserWindow,
  { title, what, endings }: ChooseRequest,
): Promise<string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: what === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
    ...(endings === undefined ? {} : { filters: [{ name: title, extensions: [...endings] }] }),
  });
  return filePaths;
}

async function save(window: Electron.BrowserWindow, { name, data }: SavedData): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
  if (canceled) return null;
  await writeFile(filePath, data);
  return filePath;
}

interface SavedData {
  readonly name: string;
  readonly data: Uint8Array;
}

const text = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;

function checkedChoice(value: unknown): ChooseRequest {
  if (typeof value === 'object' && value !== null && 'title' in value && 'what' in value) {
    const { title, what } = value;
    const endings = 'endings' in value ? value.endings : undefined;
    const isKnown = what === 'files' || what === 'folder';
    if (text(title) && isKnown && endings === undefined) return { title, what };
    if (text(title) && isKnown && Array.isArray(endings) && endings.every(text))
      return { title, what, endings };
  }
  throw new Error('The page asked for files in words that are not known.');
}

function checkedFile(value: unknown): SavedData {
  if (typeof value === 'object' && value !== null && 'name' in value && 'data' in value) {
    const { name, data } = value;
    if (text(name) && !/[/\\\0]/.test(name) && data instanceof Uint8Array) return { name, data };
  }
  throw new Error('The page gave a file to keep in words that are not known.');
}
