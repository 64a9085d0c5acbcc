/** The images that the paths of a search are counted for. */
import { AppError } from '../../base/errors.ts';
import { factsOf, findRegistered, namedDatasets, openDataset, shownShape } from '../../data/index.ts';
import type { SetFacts } from '../../data/index.ts';
import type { CuboidCostOptions } from '../../nn/index.ts';
import type { StoredRun } from '../../runs/index.ts';
import { searchConfigSchema } from '../../search/index.ts';
import { opening } from '../places.ts';
import type { Places } from '../places.ts';

/** Images, and what is said of them. */
export interface CountedImages {
  readonly options: CuboidCostOptions;
  /** `28x28x1 in 10 classes`. */
  readonly words: string;
}

/** Those of CIFAR-10, as in the published tables. */
const PUBLISHED: CuboidCostOptions = { height: 32, width: 32, inputChannels: 3, classes: 10 };

/** The run's own images as its settings show them, where its data set has a name and is there; else those of CIFAR-10, which is said. */
export async function countedImages({ record }: StoredRun, places: Places): Promise<CountedImages> {
  const facts = await factsNamed(record.data.name, places);
  const own = facts === null ? null : shownBy(record.config, facts);
  if (own !== null) return { options: own, words: wordsOf(own) };
  return {
    options: PUBLISHED,
    words: `${wordsOf(PUBLISHED)} (not those of the run: ${record.data.name} is not at hand)`,
  };
}

const wordsOf = ({ height, width, inputChannels, classes }: CuboidCostOptions): string =>
  `${height}x${width}x${inputChannels} in ${classes} classes`;

function shownBy(config: unknown, { channels, sizes, classes }: SetFacts): CuboidCostOptions | null {
  const { augment, view } = searchConfigSchema.parse(config);
  const size = (sizes?.distinct === 1 ? sizes.common[0] : undefined) ?? null;
  if (size === null && view === null && augment.resizedCrop === null) return null;
  const shown = shownShape({ augment, view, set: { channels, size, eachSize: null } });
  const { height, width } = shown;
  return { height, width, inputChannels: shown.channels, classes: classes.length };
}

/** What is known of a data set by its name; null: it has none, or is gone. */
async function factsNamed(name: string, places: Places): Promise<SetFacts | null> {
  try {
    if (namedDatasets().some((set) => set.name === name))
      return factsOf(await openDataset(name, opening(places)));
    const found = await findRegistered(places.data, name);
    return found?.is === 'images' ? found.facts : null;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return null; // Paths have their costs all the same, for the published images.
  }
}
