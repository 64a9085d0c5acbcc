/** For methods that search cells, and no paths through a hypercuboid. */
import { AppError } from '../base/errors.ts';
import { isHyperCuboid } from '../spaces/index.ts';
import type { CellSpace, SearchSpace } from '../spaces/index.ts';

/**
 * The space, which is one of cells.
 *
 * @throws AppError `search/needs-cells`
 */
export function cellSpaceOf(space: SearchSpace): CellSpace {
  if (!isHyperCuboid(space)) return space;
  const sentence = `${space.title} is a hypercuboid, and this method searches cells alone: choose a space of cells, or another method.`;
  throw new AppError('search/needs-cells', sentence, { data: { space: space.id } });
}
