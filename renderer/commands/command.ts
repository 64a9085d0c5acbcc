/** A thing that a person can have done: the one description that menus, palette, tooltips and shortcut sheet are made of. */
export interface Command {
  /** For ever the same: remapped shortcuts go by it. `cells.undo`. */
  readonly id: string;
  /** In the imperative, without its menu's name: `Undo`. */
  readonly title: string;
  readonly menu: MenuName;
  /** The usual shortcuts: `Mod+Shift+Z`, where Mod is Ctrl, and Cmd on a Mac; `Delete`, `F2`. */
  readonly keys?: readonly string[];
  /** Whether it can be done now; absent: always. Read reactively. */
  readonly isEnabled?: () => boolean;
  /** For a command that turns something on and off: whether it is on. */
  readonly isOn?: () => boolean;
  run(): void | Promise<void>;
}

/** The menus in their order. */
export const MENUS = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  cell: 'Cell',
  run: 'Run',
  help: 'Help',
} as const;

/** The id of a menu. */
export type MenuName = keyof typeof MENUS;
