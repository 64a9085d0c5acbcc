import type { BrowserWindow } from 'electron';
import type { WindowAction } from '../main/api/contract.ts';
import { checkedAction } from './checks.ts';
import { onTold } from './page.ts';

/** Half of Chromium's usual steps; 200 % and more are for those who see little. */
const STEP = 0.5;
const LEAST = -3;
const MOST = 5;

/** Does what the page asks of its window, from now on. */
export function serveWindow(): void {
  onTold('dartboard:window', { check: checkedAction, answer: act });
}

function act(window: BrowserWindow, action: WindowAction): void {
  const { webContents } = window;
  const zoom = (by: number): void =>
    webContents.setZoomLevel(Math.min(MOST, Math.max(LEAST, webContents.getZoomLevel() + by)));
  switch (action) {
    case 'zoom-in':
      zoom(STEP);
      break;
    case 'zoom-out':
      zoom(-STEP);
      break;
    case 'zoom-reset':
      webContents.setZoomLevel(0);
      break;
    case 'full-screen':
      window.setFullScreen(!window.isFullScreen());
      break;
    case 'developer-tools':
      webContents.toggleDevTools();
      break;
    case 'quit':
      // As by the window's own cross: it asks about runs.
      window.close();
      break;
  }
}
