/** What the operations of a hypercuboid cost, for the workbench. */
import type { PathCounter } from '../../api/index.ts';
import { costsBy, cuboidCosts } from '../../nn/index.ts';
import { isHyperCuboid, resolveSpace } from '../../spaces/index.ts';
import { cliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { countedImages } from '../hypercuboid/counted-images.ts';
import { spaceOfSearch } from '../run-config.ts';

/** Counts for the images of the search. */
export function createPathCounter({ store, places }: Pick<Host, 'store' | 'places'>): PathCounter {
  return {
    async costs(name) {
      const run = await store.find(name);
      const space = run.record.kind === 'search' ? resolveSpace(spaceOfSearch(run.record.config)) : null;
      if (space === null || !isHyperCuboid(space)) {
        throw cliError('cli/wrong-use', {
          problem: `${run.id} is no search of a hypercuboid: it has no paths.`,
        });
      }
      const { options, words } = await countedImages(run, places);
      const costs = cuboidCosts(space, options);
      return { params: costsBy(costs, 'params'), macs: costsBy(costs, 'macs'), images: words };
    },
  };
}
