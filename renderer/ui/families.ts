import { familyOf, HYPERCUBOIDS, OP_TABLES } from '../../main/spaces/index.ts';
import type { PrimitiveDefinition, PrimitiveFamily, SearchSpace } from '../../main/spaces/index.ts';

/** What people call the families, in the order of a legend. */
export const FAMILY_TITLES: Readonly<Record<PrimitiveFamily, string>> = {
  separable: 'separable',
  dilated: 'dilated',
  flood: 'flood',
  choke: 'choke',
  convolution: 'convolution',
  pool: 'pool',
  skip: 'skip',
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  none: 'none',
};

/** The family of a primitive by its name: as the space defines it, or else as the published tables and hypercuboids do; of an operation by its last word. */
export function familyOfName(name: string, space: SearchSpace | null): PrimitiveFamily {
  const word = name.split(' ').at(-1) ?? name;
  const own = space?.primitives.find((primitive) => primitive.name === word)?.definition;
  const published = Object.values(OP_TABLES).map((table): PrimitiveDefinition | undefined => {
    const primitives: Readonly<Record<string, PrimitiveDefinition>> = table.primitives;
    return Object.hasOwn(primitives, word) ? primitives[word] : undefined;
  });
  const ofPath = HYPERCUBOIDS.multichannelnet.primitives.find((one) => one.name === word)?.definition;
  const definition = own ?? published.find((found) => found !== undefined) ?? ofPath;
  return definition === undefined ? 'convolution' : familyOf(definition);
}

/** The colour of a family, the same on every edge, bar and label. */
export function familyColour(family: PrimitiveFamily): string {
  return `var(--family-${family})`;
}
