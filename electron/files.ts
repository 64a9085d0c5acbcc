/** What the window's page may ask of the person's files: it names none itself. */
import { writeFile } from 'node:fs/promises';
import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { ChooseRequest } from '../main/api/contract.ts';
import { checkedChoice, checkedFile } from './checks.ts';
import type { SavedData } from './checks.ts';
import { onAsked } from './page.ts';

/** Answers the page's questions for files, from now on. */
export function serveFiles(): void {
  onAsked('dartboard:choose', { check: checkedChoice, answer: choose });
  onAsked('dartboard:save', { check: checkedFile, answer: save });
}

async function choose(
  window: BrowserWindow,
  { title, what, endings }: ChooseRequest,
): Promise<readonly string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: what === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
    ...(endings === undefined ? {} : { filters: [{ name: title, extensions: [...endings] }] }),
  });
  return filePaths;
}

async function save(window: BrowserWindow, { name, data }: SavedData): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
  if (canceled) return null;
  await writeFile(filePath, data);
  return filePath;
}
