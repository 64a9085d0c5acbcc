/** What the palette lists for what was typed. */
import Fuse from 'fuse.js';
import { MENUS } from '../commands/command.ts';
import type { Command } from '../commands/command.ts';
import type { PaletteItem } from '../commands/palette-items.ts';
import type { IconName } from '../ui/icons.ts';

/** A line of the palette. */
export interface PaletteLine {
  readonly id: string;
  readonly title: string;
  /** The menu of a command; what tells a thing from others of its name. */
  readonly detail: string;
  readonly icon: IconName | null;
  /** As a person reads it; null: none. */
  readonly keys: string | null;
  readonly isEnabled: boolean;
  readonly run: () => void | Promise<void>;
}

/** As many as anybody looks through. */
const MOST = 60;

/** @param keysOf - the first shortcut as a person reads it; null: none */
export function commandLines(
  commands: readonly Command[],
  keysOf: (command: Command) => string | null,
): readonly PaletteLine[] {
  return commands.map((command) => ({
    id: command.id,
    title: command.title,
    detail: MENUS[command.menu],
    icon: null,
    keys: keysOf(command),
    isEnabled: command.isEnabled?.() ?? true,
    run: () => command.run(),
  }));
}

/** Things that are no commands. */
export function itemLines(items: readonly PaletteItem[]): readonly PaletteLine[] {
  return items.map(({ id, title, detail, icon, run }) => ({
    id,
    title,
    detail,
    icon,
    keys: null,
    isEnabled: true,
    run,
  }));
}

/** The lines that fit, the best first; of nothing typed, all commands, and what can be done first. */
export function linesFor(lines: readonly PaletteLine[], typed: string): readonly PaletteLine[] {
  const wanted = typed.trim();
  if (wanted === '') {
    const commands = lines.filter(({ icon }) => icon === null);
    return [...commands].sort((a, b) => Number(b.isEnabled) - Number(a.isEnabled)).slice(0, MOST);
  }
  const fuse = new Fuse(lines, {
    keys: [
      { name: 'title', weight: 3 },
      { name: 'detail', weight: 1 },
    ],
    threshold: 0.35,
    ignoreLocation: true,
  });
  return fuse.search(wanted, { limit: MOST }).map(({ item }) => item);
}
