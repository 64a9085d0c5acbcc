/** Every action of the editor of recurrent cells, for menu, palette and shortcuts. */
import type { Command } from '../../../commands/command.ts';
import {
  ACTIVATIONS,
  addNode,
  readState,
  removeNode,
  setActivation,
  toggleOutput,
} from './recurrent-edits.ts';
import type { RecurrentEditor } from './use-recurrent-editor.ts';

/** What the screen itself does. */
export interface RecurrentActions {
  readonly create: () => void;
  readonly rename: () => void;
  readonly figure: () => void;
  readonly train: () => void;
  readonly copyText: () => Promise<void>;
}

/** The commands as they are now. */
export function recurrentCommands(editor: RecurrentEditor, actions: RecurrentActions): readonly Command[] {
  return [
    { id: 'recurrent.new', title: 'New recurrent cell', menu: 'file', keys: ['Mod+N'], run: actions.create },
    { id: 'recurrent.rename', title: 'Rename cell…', menu: 'file', keys: ['F2'], run: actions.rename },
    { id: 'recurrent.figure', title: 'Figure…', menu: 'file', keys: ['Mod+E'], run: actions.figure },
    ...editing(editor, actions),
    {
      id: 'recurrent.train',
      title: 'Train this cell',
      menu: 'cell',
      keys: ['Mod+Enter'],
      run: actions.train,
    },
    ...wiring(editor),
    ...activations(editor),
  ];
}

function editing(editor: RecurrentEditor, { copyText }: RecurrentActions): readonly Command[] {
  const { undoTitle, redoTitle } = editor.draft;
  return [
    {
      id: 'recurrent.undo',
      title: undoTitle.value === null ? 'Undo' : `Undo ${undoTitle.value}`,
      menu: 'edit',
      keys: ['Mod+Z'],
      isEnabled: () => undoTitle.value !== null,
      run: editor.undo,
    },
    {
      id: 'recurrent.redo',
      title: redoTitle.value === null ? 'Redo' : `Redo ${redoTitle.value}`,
      menu: 'edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      isEnabled: () => redoTitle.value !== null,
      run: editor.redo,
    },
    {
      id: 'recurrent.copy',
      title: 'Copy cell as text',
      menu: 'edit',
      keys: ['Mod+Shift+C'],
      run: copyText,
    },
  ];
}

function wiring(editor: RecurrentEditor): readonly Command[] {
  const isNode = (): boolean => editor.node.value !== null;
  const step = (by: 1 | -1): void =>
    editor.applyToNode((cell, node) => readState(cell, node, (cell.recurrent[node]?.input ?? 0) + by));
  return [
    {
      id: 'recurrent.input-before',
      title: 'Read the state before',
      menu: 'cell',
      keys: ['['],
      isEnabled: isNode,
      run: () => step(-1),
    },
    {
      id: 'recurrent.input-after',
      title: 'Read the state after',
      menu: 'cell',
      keys: [']'],
      isEnabled: isNode,
      run: () => step(1),
    },
    {
      id: 'recurrent.add-node',
      title: 'Add node',
      menu: 'cell',
      keys: ['Insert'],
      run: () => editor.apply(addNode),
    },
    {
      id: 'recurrent.remove-node',
      title: 'Remove node',
      menu: 'cell',
      keys: ['Delete'],
      isEnabled: isNode,
      run: () => editor.applyToNode(removeNode),
    },
    {
      id: 'recurrent.output',
      title: 'Node is part of the output, or not',
      menu: 'cell',
      keys: ['O'],
      isEnabled: isNode,
      run: () => editor.applyToNode(toggleOutput),
    },
  ];
}

/** A digit an activation. */
const activations = (editor: RecurrentEditor): readonly Command[] =>
  ACTIVATIONS.map((name, i) => ({
    id: `recurrent.activation-${name}`,
    title: `Put ${name} on the node`,
    menu: 'cell',
    keys: [String(i + 1)],
    isEnabled: () => editor.node.value !== null,
    run: () => editor.applyToNode((cell, node) => setActivation(cell, node, name)),
  }));
