import type { ShellMenu, ShellMenuItem } from '../../main/api/contract.ts';
import { MENUS } from '../commands/command.ts';
import type { Command, MenuName } from '../commands/command.ts';
import { acceleratorOf } from '../commands/keys.ts';

type KeysOf = (command: Command) => readonly string[];

/** A line of a menu: a command, or the line between a screen's commands and those of the workbench. */
export type MenuLine = Command | 'line';

/** A menu of commands. */
export interface CommandMenu {
  readonly id: MenuName;
  readonly title: string;
  readonly lines: readonly MenuLine[];
}

/** Whether it is a command of the workbench itself, which every screen has. */
export const isOfWorkbench = ({ id }: Command): boolean => id.startsWith('workbench.');

/** The commands as menus: in each the screen's own first, then those of the workbench. Menus without commands are left out. */
export function commandMenus(commands: readonly Command[]): readonly CommandMenu[] {
  return (Object.entries(MENUS) as [MenuName, string][]).flatMap(([id, title]) => {
    const own = commands.filter((command) => command.menu === id && !isOfWorkbench(command));
    const common = commands.filter((command) => command.menu === id && isOfWorkbench(command));
    const lines: readonly MenuLine[] = [
      ...own,
      ...(own.length > 0 && common.length > 0 ? (['line'] as const) : []),
      ...common,
    ];
    return lines.length === 0 && id !== 'edit' ? [] : [{ id, title, lines }];
  });
}

/** The menus as the shell shows them. */
export function shellMenus(commands: readonly Command[], keysOf: KeysOf): readonly ShellMenu[] {
  return commandMenus(commands).map(({ id, title, lines }) => ({
    id,
    title,
    items: lines.map((line) => itemOf(line, keysOf)),
  }));
}

function itemOf(line: MenuLine, keysOf: KeysOf): ShellMenuItem {
  if (line === 'line') return line;
  const [keys] = keysOf(line);
  return {
    id: line.id,
    title: line.title.slice(0, 200),
    accelerator: keys === undefined ? null : acceleratorOf(keys),
    isEnabled: line.isEnabled?.() ?? true,
    isOn: line.isOn?.() ?? null,
  };
}
