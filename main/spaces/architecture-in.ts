import { isComplete, isPair, isPath, isRecurrent, wiringOf } from './architecture.ts';
import type { Architecture } from './architecture.ts';
import { checkCompleteIn } from './complete.ts';
import { spacesError } from './errors.ts';
import { checkPathIn } from './hypercuboid/path.ts';
import { checkRecurrentIn } from './recurrent/in-space.ts';
import { checkInSpace, isHyperCuboid } from './space.ts';
import type { SearchSpace, Wiring } from './space.ts';

/** What architectures are to a person, by their wiring. */
const KINDS: Readonly<Record<Wiring, string>> = {
  pairs: 'a pair of cells',
  complete: 'a cell of complete wiring',
  recurrent: 'a recurrent cell',
  path: 'a path through a hypercuboid',
};

/**
 * Passes if a search of the space could have found the architecture.
 *
 * @throws AppError `spaces/other-wiring` for another kind of architecture, and what does not fit as the room of its kind says it
 */
export function checkArchitectureIn(architecture: Architecture, space: SearchSpace): void {
  const wiring = wiringOf(architecture);
  const holds = isHyperCuboid(space) ? 'path' : space.wiring;
  if (wiring !== holds) {
    throw spacesError('spaces/other-wiring', { is: KINDS[wiring], space: space.id, holds: KINDS[holds] });
  }
  if (isHyperCuboid(space)) {
    if (isPath(architecture)) checkPathIn(architecture, space);
  } else if (isPair(architecture)) checkInSpace(architecture, space);
  else if (isComplete(architecture)) checkCompleteIn(architecture, space);
  else if (isRecurrent(architecture)) checkRecurrentIn(architecture, space);
}
