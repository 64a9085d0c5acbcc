/** Which settings mean something for a search of a space: forms offer no others. */
import { isHyperCuboid, resolveSpace, spaceReferenceSchema } from '../../spaces/index.ts';
import type { SearchSpace } from '../../spaces/index.ts';

/** Of cells they are refused. */
const OF_HYPERCUBOIDS: readonly string[] = ['method.options.cost', 'method.options.alwaysApply'];
/** What a hypercuboid says itself: its layers and channels are the network. */
const OF_CELLS: readonly string[] = ['network'];

/** The space of a configuration that may have mistakes; null: it has none, or none that there is. */
export function spaceIn(config: unknown): SearchSpace | null {
  if (typeof config !== 'object' || config === null || !('space' in config)) return null;
  try {
    return resolveSpace(spaceReferenceSchema.parse(config.space));
  } catch {
    return null; // What is wrong with it is said where the configuration is checked.
  }
}

/** Whether a setting decides anything in a search of that space. */
export function isMeant(path: string, space: SearchSpace | null): boolean {
  if (space === null) return true;
  const others = isHyperCuboid(space) ? OF_CELLS : OF_HYPERCUBOIDS;
  return !others.some((root) => path === root || path.startsWith(`${root}.`));
}
