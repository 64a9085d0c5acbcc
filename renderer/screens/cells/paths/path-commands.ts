/** Every action of the editor of paths, for menu, palette and shortcuts. */
import type { Command } from '../../../commands/command.ts';
import { setPrimitive, stepChannels } from './path-edits.ts';
import type { PathEditor } from './use-path-editor.ts';

/** What the screen itself does. */
export interface PathActions {
  readonly create: () => void;
  readonly rename: () => void;
  readonly train: () => void;
  readonly copyText: () => Promise<void>;
}

/** The commands as they are now. */
export function pathCommands(editor: PathEditor, actions: PathActions): readonly Command[] {
  const { undoTitle, redoTitle } = editor.draft;
  return [
    { id: 'path.new', title: 'New path', menu: 'file', keys: ['Mod+N'], run: actions.create },
    { id: 'path.rename', title: 'Rename path…', menu: 'file', keys: ['F2'], run: actions.rename },
    {
      id: 'path.undo',
      title: undoTitle.value === null ? 'Undo' : `Undo ${undoTitle.value}`,
      menu: 'edit',
      keys: ['Mod+Z'],
      isEnabled: () => undoTitle.value !== null,
      run: editor.undo,
    },
    {
      id: 'path.redo',
      title: redoTitle.value === null ? 'Redo' : `Redo ${redoTitle.value}`,
      menu: 'edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      isEnabled: () => redoTitle.value !== null,
      run: editor.redo,
    },
    {
      id: 'path.copy',
      title: 'Copy path as text',
      menu: 'edit',
      keys: ['Mod+Shift+C'],
      run: actions.copyText,
    },
    { id: 'path.train', title: 'Train this path', menu: 'cell', keys: ['Mod+Enter'], run: actions.train },
    ...changes(editor),
  ];
}

function changes(editor: PathEditor): readonly Command[] {
  const isStage = (): boolean => editor.stage.value !== null;
  const step = (by: 1 | -1): void =>
    editor.change((path, space) => stepChannels(path, space, { column: (editor.stage.value ?? 0) + 1, by }));
  return [
    {
      id: 'path.fewer-channels',
      title: 'Fewer channels behind the stage',
      menu: 'cell',
      keys: ['['],
      isEnabled: isStage,
      run: () => step(-1),
    },
    {
      id: 'path.more-channels',
      title: 'More channels behind the stage',
      menu: 'cell',
      keys: [']'],
      isEnabled: isStage,
      run: () => step(1),
    },
    ...editor.space.value.primitives.slice(0, 9).map(({ name: primitive }, i): Command => ({
      id: `path.primitive-${i}`,
      title: `Put ${primitive} in the stage`,
      menu: 'cell',
      keys: [String(i + 1)],
      isEnabled: isStage,
      run: () =>
        editor.change((path, space) =>
          setPrimitive(path, space, { stage: editor.stage.value ?? 0, primitive }),
        ),
    })),
  ];
}
