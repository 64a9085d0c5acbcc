/** Every action of the screen of cells, for menu, palette and shortcuts. */
import type { Command } from '../../commands/command.ts';
import { addNode, copyCell, nextInput, removeNode, rewire, setPrimitive, swapCells } from './edits.ts';
import type { Editor } from './use-editor.ts';
import { ZOOM_STEP } from './viewport.ts';
import type { Viewport } from './viewport.ts';

/** What the screen itself does. */
export interface ScreenActions {
  readonly isComparing: () => boolean;
  readonly isTable: () => boolean;
  readonly isLayered: () => boolean;
  readonly create: () => void;
  readonly rename: () => void;
  readonly nameVersion: () => void;
  readonly compare: () => void;
  readonly endCompare: () => void;
  readonly figure: () => void;
  readonly train: () => void;
  readonly copyText: () => Promise<void>;
  readonly toggleTable: () => void;
  readonly toggleLayout: () => void;
  /** Of the cell in which something is selected. */
  readonly viewport: () => Viewport;
}

/** The commands as they are now. */
export function cellCommands(editor: Editor, actions: ScreenActions): readonly Command[] {
  const { draft } = editor;
  const undo = draft.undoTitle.value;
  const redo = draft.redoTitle.value;
  return [
    { id: 'cells.new', title: 'New cell', menu: 'file', keys: ['Mod+N'], run: actions.create },
    {
      id: 'cells.version',
      title: 'Name this version…',
      menu: 'file',
      keys: ['Mod+S'],
      run: actions.nameVersion,
    },
    { id: 'cells.rename', title: 'Rename cell…', menu: 'file', keys: ['F2'], run: actions.rename },
    { id: 'cells.figure', title: 'Figure…', menu: 'file', keys: ['Mod+E'], run: actions.figure },
    {
      id: 'cells.undo',
      title: undo === null ? 'Undo' : `Undo ${undo}`,
      menu: 'edit',
      keys: ['Mod+Z'],
      isEnabled: () => draft.undoTitle.value !== null,
      run: editor.undo,
    },
    {
      id: 'cells.redo',
      title: redo === null ? 'Redo' : `Redo ${redo}`,
      menu: 'edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      isEnabled: () => draft.redoTitle.value !== null,
      run: editor.redo,
    },
    ...views(actions),
    ...nearness(actions, editor),
    ...wiring(editor),
    ...copying(editor),
    ...primitives(editor),
  ];
}

/** What is done with the whole cell, and how it is shown. */
function views(actions: ScreenActions): readonly Command[] {
  return [
    {
      id: 'cells.copy',
      title: 'Copy cell as text',
      menu: 'edit',
      keys: ['Mod+Shift+C'],
      run: actions.copyText,
    },
    {
      id: 'cells.table',
      title: 'Cells as tables',
      menu: 'view',
      keys: ['Mod+Shift+T'],
      isOn: actions.isTable,
      run: actions.toggleTable,
    },
    {
      id: 'cells.layered',
      title: 'Layered layout',
      menu: 'view',
      isOn: actions.isLayered,
      run: actions.toggleLayout,
    },
    { id: 'cells.compare', title: 'Compare with…', menu: 'cell', keys: ['Mod+D'], run: actions.compare },
    {
      id: 'cells.compare-end',
      title: 'End comparison',
      menu: 'cell',
      isEnabled: actions.isComparing,
      run: actions.endCompare,
    },
    { id: 'cells.train', title: 'Train this cell', menu: 'cell', keys: ['Mod+Enter'], run: actions.train },
  ];
}

/** How near the cell is looked at in which something is selected. */
function nearness({ viewport, isTable }: ScreenActions, editor: Editor): readonly Command[] {
  const isGraph = (): boolean => !isTable();
  // With ten primitives the digits are all theirs.
  const isNoughtFree = editor.rules.value.palette.length < 10;
  return [
    {
      id: 'cells.nearer',
      title: 'Look at the cell from nearer',
      menu: 'view',
      keys: ['Plus', '='],
      isEnabled: isGraph,
      run: () => viewport().zoom(ZOOM_STEP),
    },
    {
      id: 'cells.farther',
      title: 'Look at the cell from farther away',
      menu: 'view',
      keys: ['-'],
      isEnabled: isGraph,
      run: () => viewport().zoom(1 / ZOOM_STEP),
    },
    {
      id: 'cells.whole',
      title: 'Show all of the cell',
      menu: 'view',
      keys: isNoughtFree ? ['0', 'Shift+Home'] : ['Shift+Home'],
      isEnabled: isGraph,
      run: () => viewport().whole(),
    },
  ];
}

function wiring(editor: Editor): readonly Command[] {
  const step = (by: 1 | -1): void => {
    const place = editor.edge.value;
    if (place === null) return;
    editor.apply((genotype, rules) => {
      const input = nextInput(genotype, { ...place, step: by }, rules);
      if (input === null)
        return {
          genotype: null,
          refused: `There is no ${by === 1 ? 'later' : 'earlier'} state that this edge may read.`,
        };
      return rewire(genotype, { ...place, input }, rules);
    });
  };
  const isEdge = (): boolean => editor.edge.value !== null;
  const isFree = (): boolean => editor.rules.value.nodes === null;
  return [
    {
      id: 'cells.input-before',
      title: 'Read the state before',
      menu: 'cell',
      keys: ['['],
      isEnabled: isEdge,
      run: () => step(-1),
    },
    {
      id: 'cells.input-after',
      title: 'Read the state after',
      menu: 'cell',
      keys: [']'],
      isEnabled: isEdge,
      run: () => step(1),
    },
    {
      id: 'cells.add-node',
      title: 'Add node',
      menu: 'cell',
      keys: ['Insert'],
      isEnabled: isFree,
      run: () => {
        const kind = editor.selection.value.at(-1)?.kind ?? 'normal';
        editor.apply((genotype, rules) => addNode(genotype, kind, rules));
      },
    },
    {
      id: 'cells.remove-node',
      title: 'Remove node',
      menu: 'cell',
      keys: ['Delete'],
      isEnabled: () => isFree() && editor.node.value !== null,
      run: () => {
        const node = editor.node.value;
        if (node !== null) editor.apply((genotype, rules) => removeNode(genotype, node, rules));
      },
    },
  ];
}

/** One cell made like the other. */
function copying(editor: Editor): readonly Command[] {
  return [
    {
      id: 'cells.to-reduction',
      title: 'Copy normal to reduction cell',
      menu: 'cell',
      run: () => void editor.apply((genotype, rules) => copyCell(genotype, 'reduction', rules)),
    },
    {
      id: 'cells.to-normal',
      title: 'Copy reduction to normal cell',
      menu: 'cell',
      run: () => void editor.apply((genotype, rules) => copyCell(genotype, 'normal', rules)),
    },
    {
      id: 'cells.swap',
      title: 'Exchange normal and reduction cell',
      menu: 'cell',
      run: () => void editor.apply(swapCells),
    },
  ];
}

/** A digit a primitive, as far as the digits go. */
function primitives(editor: Editor): readonly Command[] {
  return editor.rules.value.palette.slice(0, 10).map(({ name }, i) => ({
    id: `cells.primitive-${i + 1}`,
    title: `Put ${name} on the edge`,
    menu: 'cell',
    keys: [String((i + 1) % 10)],
    isEnabled: () => editor.edges.value.length > 0,
    run: () => {
      const places = editor.edges.value;
      editor.apply((genotype, rules) => setPrimitive(genotype, { places, primitive: name }, rules));
    },
  }));
}
