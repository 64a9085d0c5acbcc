/** What the operations of a hypercuboid cost, for the workbench. */
import type { PathCounter } from '../../api/index.ts';
import { costsBy, cuboidCosts } from '../../nn/index.ts';
import { isHyperCuboid, resolveSpace } from '../../spaces/index.ts';
import { cliError } from '../errors.ts';

/** Those of CIFAR-10, as in the published tables. */
const IMAGES = { height: 32, width: 32, inputChannels: 3, classes: 10 };

/** Counts for images of CIFAR-10. */
export function createPathCounter(): PathCounter {
  return {
    costs(reference) {
      const space = resolveSpace(reference);
      if (!isHyperCuboid(space)) {
        throw cliError('cli/wrong-use', {
          problem: `${space.title} is a space of cells, which has no paths.`,
        });
      }
      const costs = cuboidCosts(space, IMAGES);
      return {
        params: costsBy(costs, 'params'),
        macs: costsBy(costs, 'macs'),
        images: '32x32x3 in 10 classes',
      };
    },
  };
}
