import type { Loop } from '../train/index.ts';
import { strategyOf } from './config.ts';
import type { SearchConfig } from './config.ts';
import type { SearchEvent, SearchResult } from './events.ts';
import type { SearchMaterials } from './strategy.ts';

/** What a search is made of. */
export interface SearchOptions extends SearchMaterials {
  readonly config: SearchConfig;
}

/**
 * Prepares a search by the method of its settings.
 * @throws spaces/..., nn/..., data/..., train/..., engine/... when the parts do not fit together
 */
export function createSearchLoop(options: SearchOptions): Promise<Loop<SearchEvent, SearchResult>> {
  const { name, options: own } = options.config.method;
  return strategyOf(name).open(options, own);
}
