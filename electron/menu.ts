import { BrowserWindow, Menu } from 'electron';
import type { Project, ShellMenu } from '../main/api/contract.ts';
import { checkedMenus } from './checks.ts';
import { menuTemplate } from './menu-template.ts';
import { onTold, tellPage } from './page.ts';

/** The native menu, made anew only where it is not as it was. */
export interface NativeMenu {
  /** The projects that it offers. */
  offer(recent: readonly Project[]): void;
}

/** Shows what the page says, from now on. */
export function serveMenu(open: (project: Project) => void): NativeMenu {
  const isMac = process.platform === 'darwin';
  const shown: { menus: readonly ShellMenu[]; recent: readonly Project[]; text: string } = {
    menus: [],
    recent: [],
    text: '',
  };
  const show = (): void => {
    const { menus, recent } = shown;
    const text = JSON.stringify([menus, recent]);
    if (text === shown.text) return;
    shown.text = text;
    const choose = (command: string): void => {
      BrowserWindow.getAllWindows()[0]?.focus();
      tellPage('dartboard:command', command);
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ menus, recent, isMac, choose, open })));
  };
  onTold('dartboard:menu', {
    check: checkedMenus,
    answer: (_, menus) => {
      shown.menus = menus;
      show();
    },
  });
  show();
  return {
    offer: (recent) => {
      shown.recent = recent;
      show();
    },
  };
}
