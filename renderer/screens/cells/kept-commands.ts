/** What every editor of one kind of cell can do, for menu, palette and shortcuts. */
import type { EditedCell } from '../../../main/spaces/index.ts';
import type { Command } from '../../commands/command.ts';
import type { Edits } from './use-edits.ts';

/** What the screen itself does. */
export interface KeptActions {
  readonly create: () => void;
  readonly rename: () => void;
  readonly train: () => void;
  readonly copyText: () => Promise<void>;
}

/**
 * The commands as they are now.
 *
 * @param of - `kind`: what their ids begin with; `noun`: what a person calls what is edited, and `fresh` a new one
 */
export function keptCommands<C extends EditedCell>(
  { draft, undo, redo }: Edits<C>,
  { create, rename, train, copyText }: KeptActions,
  { kind, noun, fresh }: { readonly kind: string; readonly noun: string; readonly fresh: string },
): readonly Command[] {
  const { undoTitle, redoTitle } = draft;
  return [
    { id: `${kind}.new`, title: fresh, menu: 'file', keys: ['Mod+N'], run: create },
    { id: `${kind}.rename`, title: `Rename ${noun}…`, menu: 'file', keys: ['F2'], run: rename },
    {
      id: `${kind}.undo`,
      title: undoTitle.value === null ? 'Undo' : `Undo ${undoTitle.value}`,
      menu: 'edit',
      keys: ['Mod+Z'],
      isEnabled: () => undoTitle.value !== null,
      run: undo,
    },
    {
      id: `${kind}.redo`,
      title: redoTitle.value === null ? 'Redo' : `Redo ${redoTitle.value}`,
      menu: 'edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      isEnabled: () => redoTitle.value !== null,
      run: redo,
    },
    { id: `${kind}.copy`, title: `Copy ${noun} as text`, menu: 'edit', keys: ['Mod+Shift+C'], run: copyText },
    { id: `${kind}.train`, title: `Train this ${noun}`, menu: 'cell', keys: ['Mod+Enter'], run: train },
  ];
}
