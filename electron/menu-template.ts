import type { MenuItemConstructorOptions } from 'electron';
import type { Project, ShellMenu, ShellMenuItem } from '../main/api/contract.ts';

/** What the native menus are made of. */
export interface MenuParts {
  /** Of the page; none before it has said anything. */
  readonly menus: readonly ShellMenu[];
  readonly recent: readonly Project[];
  readonly isMac: boolean;
  readonly choose: (command: string) => void;
  readonly open: (project: Project) => void;
}

const LINE = { type: 'separator' } as const;

/**
 * The native menus: the page's commands, with what each system expects of text fields and windows. Shortcuts are shown and not
 * registered: the page hears keys itself, and would do everything twice.
 */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { menus, isMac } = parts;
  const known = menus.length > 0 ? menus : [{ id: 'file', title: 'File', items: [] }];
  const made = known.map((menu) => ({
    id: menu.id,
    label: escaped(menu.title),
    submenu: [...menu.items.map((item) => itemOf(item, parts)), ...nativeItems(menu, parts)],
  }));
  const help = made.findIndex(({ id }) => id === 'help');
  const windows = { role: 'windowMenu' } as const;
  const rest = help === -1 ? [...made, windows] : [...made.slice(0, help), windows, ...made.slice(help)];
  return [...(isMac ? [{ role: 'appMenu' } as const] : []), ...rest];
}

function itemOf(item: ShellMenuItem, { choose }: MenuParts): MenuItemConstructorOptions {
  if (item === 'line') return LINE;
  const { id, title, accelerator, isEnabled, isOn } = item;
  return {
    id,
    label: escaped(title),
    enabled: isEnabled,
    ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
    ...(isOn === null ? {} : { type: 'checkbox', checked: isOn }),
    click: () => choose(id),
  };
}

function nativeItems(
  { id, items }: ShellMenu,
  { recent, isMac, open }: MenuParts,
): readonly MenuItemConstructorOptions[] {
  if (id === 'file') {
    const projects = recent.map((project) => ({
      label: escaped(project.isMissing ? `${project.name} (missing)` : project.name),
      sublabel: project.path,
      toolTip: project.path,
      enabled: !project.isMissing,
      click: () => open(project),
    }));
    return [
      ...(projects.length === 0 ? [] : [LINE, { id: 'recent', label: 'Recent projects', submenu: projects }]),
      ...(isMac ? [LINE, { role: 'close' } as const] : []),
    ];
  }
  if (id !== 'edit') return [];
  const hasUndo = items.some((item) => item !== 'line' && item.id.endsWith('.undo'));
  const roles = ['cut', 'copy', 'paste', 'selectAll'] as const;
  return [
    ...(hasUndo ? [] : [{ role: 'undo' } as const, { role: 'redo' } as const]),
    ...(items.length === 0 && hasUndo ? [] : [LINE]),
    ...roles.map((role) => ({ role })),
  ];
}

/** Menus take a single ampersand for the sign of an access key. */
const escaped = (title: string): string => title.replaceAll('&', '&&');
