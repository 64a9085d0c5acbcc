/** What can be done to a recurrent cell, and why something cannot. Every edit gives a cell that can be built, or the reason in a sentence. */
import { RECURRENT_SPACES } from '../../../../main/spaces/index.ts';
import type { RecurrentGenotype } from '../../../../main/spaces/index.ts';
import type { Edited } from '../use-edits.ts';

/** The cell after an edit and what was done, or why it was not. */
export type EditedRecurrent = Edited<RecurrentGenotype>;

/** The activations that nodes may have. A search derives no zero operation, and an edge of it would be none. */
export const ACTIVATIONS: readonly string[] = RECURRENT_SPACES['darts-rnn'].primitives
  .filter(({ definition }) => definition.block === 'activation')
  .map(({ name }) => name);

/** More nodes are nobody's cell; files refuse more too. */
const MOST_NODES = 32;

const refuse = (refused: string): EditedRecurrent => ({ cell: null, refused });

/** What a person calls a state: node 3, or the initial state. */
export const nameOf = (state: number): string => (state === 0 ? 'the initial state' : `node ${state}`);

/** The number that a node has in texts and drawings: state i + 1 is node i of the list. */
export const stateOf = (node: number): number => node + 1;

function withNode(
  cell: RecurrentGenotype,
  node: number,
  part: Partial<RecurrentGenotype['recurrent'][number]>,
): RecurrentGenotype {
  return { ...cell, recurrent: cell.recurrent.map((one, i) => (i === node ? { ...one, ...part } : one)) };
}

/** Gives a node another activation. */
export function setActivation(cell: RecurrentGenotype, node: number, primitive: string): EditedRecurrent {
  const before = cell.recurrent[node];
  if (before === undefined) return refuse('Select a node first.');
  if (!ACTIVATIONS.includes(primitive)) {
    return refuse(`There is no activation ${primitive}; there are ${ACTIVATIONS.join(', ')}.`);
  }
  return { cell: withNode(cell, node, { primitive }), said: `${primitive} on ${nameOf(stateOf(node))}` };
}

/** Has a node read another state. */
export function readState(cell: RecurrentGenotype, node: number, state: number): EditedRecurrent {
  const before = cell.recurrent[node];
  if (before === undefined) return refuse('Select a node first.');
  const own = stateOf(node);
  if (state === own) return refuse(`Node ${own} cannot read itself.`);
  if (!Number.isInteger(state) || state < 0 || state > node)
    return refuse(`Node ${own} can read the initial state and the nodes before it, 0 to ${node}.`);
  return { cell: withNode(cell, node, { input: state }), said: `node ${own} now reads ${nameOf(state)}` };
}

/** Adds a node at the end that reads the one before it and is part of the output. */
export function addNode(cell: RecurrentGenotype): EditedRecurrent {
  const { length } = cell.recurrent;
  if (length >= MOST_NODES) return refuse(`A cell has at most ${MOST_NODES} nodes.`);
  const [primitive = 'tanh'] = ACTIVATIONS;
  const next = {
    ...cell,
    recurrent: [...cell.recurrent, { primitive, input: length }],
    concat: [...cell.concat, length + 1],
  };
  return { cell: next, said: `node ${length + 1} added` };
}

/** Removes a node; what read it reads what it read instead. */
export function removeNode(cell: RecurrentGenotype, node: number): EditedRecurrent {
  const gone = cell.recurrent[node];
  if (gone === undefined) return refuse('Select a node first.');
  if (cell.recurrent.length === 1) return refuse('A cell has at least one node.');
  const state = stateOf(node);
  const moved = (from: number): number => (from === state ? gone.input : from > state ? from - 1 : from);
  const recurrent = cell.recurrent
    .filter((_, i) => i !== node)
    .map((one) => ({ ...one, input: moved(one.input) }));
  const left = cell.concat.filter((one) => one !== state).map(moved);
  const concat = left.length === 0 ? [recurrent.length] : left;
  return { cell: { ...cell, recurrent, concat }, said: `node ${state} removed` };
}

/** Takes a node into the mean that is the output, or out of it. */
export function toggleOutput(cell: RecurrentGenotype, node: number): EditedRecurrent {
  const state = stateOf(node);
  if (cell.recurrent[node] === undefined) return refuse('Select a node first.');
  const isPart = cell.concat.includes(state);
  if (isPart && cell.concat.length === 1)
    return refuse(`A cell needs an output: node ${state} is the last that is part of it.`);
  const concat = isPart
    ? cell.concat.filter((one) => one !== state)
    : [...cell.concat, state].sort((a, b) => a - b);
  const what = isPart ? 'taken out of' : 'taken into';
  return { cell: { ...cell, concat }, said: `node ${state} ${what} the output` };
}
