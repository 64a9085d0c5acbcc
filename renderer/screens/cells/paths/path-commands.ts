/** Every action of the editor of paths, for menu, palette and shortcuts. */
import type { Command } from '../../../commands/command.ts';
import { keptCommands } from '../kept-commands.ts';
import type { KeptActions } from '../kept-commands.ts';
import { setPrimitive, stepChannels } from './path-edits.ts';
import type { PathEditor } from './use-path-editor.ts';

/** The commands as they are now. */
export const pathCommands = (editor: PathEditor, actions: KeptActions): readonly Command[] => [
  ...keptCommands(editor, actions, { kind: 'path', noun: 'path', fresh: 'New path' }),
  ...changes(editor),
];

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
