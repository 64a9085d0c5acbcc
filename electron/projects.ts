import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { ProjectChoice } from '../main/api/contract.ts';
import { holdsProject, isFolder } from './recent.ts';
import type { RecentProjects } from './recent.ts';

/**
 * The folder of the project that a person wants; null where the person thought better of it.
 *
 * @throws Error where the page names a folder that was never opened here
 */
export async function chosenProject(
  window: Electron.BrowserWindow,
  choice: ProjectChoice,
  recent: RecentProjects,
): Promise<string | null> {
  if (choice === 'choose') return existingProject(window);
  if (choice === 'new') return newProject(window);
  const known = recent.list().find(({ path }) => path === choice.path);
  if (known === undefined) throw new Error('This project was never opened here: choose its folder.');
  if (!known.isMissing) return known.path;
  await say(window, `${known.path} is not there.`, 'Connect its disk, or open the project where it is now.');
  return null;
}

async function existingProject(window: Electron.BrowserWindow): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open project',
    buttonLabel: 'Open project',
    properties: ['openDirectory'],
  });
  const [path] = filePaths;
  if (path === undefined) return null;
  if (holdsProject(path) || (await mayBegin(window, path))) return path;
  return null;
}

async function newProject(window: Electron.BrowserWindow): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'New project',
    buttonLabel: 'Make project',
    nameFieldLabel: 'Folder',
    defaultPath: join(app.getPath('documents'), 'architectures'),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  // Electron before 30 leaves it out, later ones leave it empty.
  const path = (filePath as string | undefined) ?? '';
  if (canceled || path === '') return null;
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    await say(window, `${path} cannot be made.`, error instanceof Error ? error.message : String(error));
    return null;
  }
  return isEmpty(path) || holdsProject(path) || (await mayBegin(window, path)) ? path : null;
}

const isEmpty = (path: string): boolean => isFolder(path) && readdirSync(path).length === 0;

async function mayBegin(window: Electron.BrowserWindow, path: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `There is no project in ${path} yet.`,
    detail: 'A project is a folder with runs and data sets. What lies there already stays as it is.',
    buttons: ['Begin one here', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

async function say(window: Electron.BrowserWindow, message: string, detail: string): Promise<void> {
  await dialog.showMessageBox(window, { type: 'warning', message, detail, buttons: ['Close'], noLink: true });
}
