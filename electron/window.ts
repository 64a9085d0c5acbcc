import { BrowserWindow, nativeTheme, screen } from 'electron';
import { join } from 'node:path';
import { APP_URL } from './security.ts';
import type { WindowState } from './window-state.ts';

/** The first size; the screens are made for 1024 x 700 and more. */
const SIZE = { width: 1440, height: 900, minWidth: 960, minHeight: 640 };

/** The ground of both themes, so that nothing flashes before the first picture. */
const GROUND = { light: '#f5f6f8', dark: '#14171b' };

/**
 * Opens the window of the workbench, where it was.
 *
 * @param folder - of the preload script
 */
export function openWindow(folder: string, state: WindowState): BrowserWindow {
  const bounds = visible(state.bounds());
  const window = new BrowserWindow({
    ...SIZE,
    ...bounds,
    show: false,
    title: 'Dartboard',
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => state.save(window.getNormalBounds()));
  void window.loadURL(APP_URL);
  return window;
}

/** The place of last time, if a screen still shows it. */
function visible(bounds: Electron.Rectangle | null): Partial<Electron.Rectangle> {
  if (bounds === null) return {};
  const { workArea } = screen.getDisplayMatching(bounds);
  const isSeen =
    bounds.x < workArea.x + workArea.width - 100 &&
    bounds.x + bounds.width > workArea.x + 100 &&
    bounds.y >= workArea.y - 10 &&
    bounds.y < workArea.y + workArea.height - 100;
  return isSeen ? bounds : { width: bounds.width, height: bounds.height };
}
