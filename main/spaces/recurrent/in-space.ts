import { spacesError } from '../errors.ts';
import { findPrimitive } from '../op-tables.ts';
import { usable } from '../space.ts';
import type { CellSpace } from '../space.ts';
import { checkRecurrent } from './genotype.ts';
import type { RecurrentGenotype } from './genotype.ts';

/**
 * Passes if the recurrent cell could have been derived from the space: its number of nodes, its activations, its output.
 *
 * @throws AppError as `checkRecurrent`, `spaces/genotype-field`, `spaces/primitive-unknown`, `spaces/primitive-forbidden`
 */
export function checkRecurrentIn(cell: RecurrentGenotype, space: CellSpace): void {
  checkRecurrent(cell);
  const { recurrent, concat } = cell;
  const { id, intermediateNodes, concatNodes, primitives } = space;
  if (recurrent.length !== intermediateNodes) {
    const problem = `has ${recurrent.length} nodes; a cell of the space ${id} has ${intermediateNodes}`;
    throw spacesError('spaces/genotype-field', { path: ['recurrent'], problem });
  }
  const allowed = primitives.filter((_, p) => usable(space)[p]).map(({ name }) => name);
  recurrent.forEach(({ primitive: name }, i) => {
    const path = ['recurrent', i];
    findPrimitive(primitives, name, { among: `the space ${id}`, path });
    if (!allowed.includes(name)) throw spacesError('spaces/primitive-forbidden', { path, name, allowed });
  });
  const first = intermediateNodes - concatNodes + 1;
  if (concat.length === concatNodes && concat.every((one) => one >= first)) return;
  const problem = `is ${concat.join(', ')}; the output of a cell of the space ${id} is the states ${first} to ${intermediateNodes}`;
  throw spacesError('spaces/genotype-concat', { path: ['concat'], problem });
}
