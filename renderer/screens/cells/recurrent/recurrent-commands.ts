/** Every action of the editor of recurrent cells, for menu, palette and shortcuts. */
import type { Command } from '../../../commands/command.ts';
import { keptCommands } from '../kept-commands.ts';
import type { KeptActions } from '../kept-commands.ts';
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
export interface RecurrentActions extends KeptActions {
  readonly figure: () => void;
}

/** The commands as they are now. */
export const recurrentCommands = (editor: RecurrentEditor, actions: RecurrentActions): readonly Command[] => [
  ...keptCommands(editor, actions, { kind: 'recurrent', noun: 'cell', fresh: 'New recurrent cell' }),
  { id: 'recurrent.figure', title: 'Figure…', menu: 'file', keys: ['Mod+E'], run: actions.figure },
  ...wiring(editor),
  ...activations(editor),
];

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
