import { z } from 'zod';
import published from '../../resources/genotypes/published.json' with { type: 'json' };
import { spacesError } from './errors.ts';
import { genotypeFromFile } from './genotype.ts';
import type { Genotype } from './genotype.ts';
import { nearest, plainName } from '../base/nearest.ts';
import type { OpTableName } from './op-tables.ts';

/** A genotype that a paper or its code gives. */
export interface PublishedGenotype {
  /** As in the code it comes from. */
  readonly name: string;
  /** Other names of it, in the codes and in the papers. */
  readonly aliases: readonly string[];
  readonly source: {
    readonly paper: string;
    /** The number at arXiv. */
    readonly arxiv: string;
    /** Repository, commit and file that the genotype was taken from. */
    readonly code: string;
  };
  /** The space of the catalog that it was searched in; null if none of them. */
  readonly space: string | null;
  /** The op table that it was published with. */
  readonly ops: OpTableName;
  readonly note: string;
  readonly genotype: Genotype;
}

const cells = z.array(
  z.strictObject({
    name: z.string(),
    aliases: z.array(z.string()),
    source: z.strictObject({ paper: z.string(), arxiv: z.string(), code: z.string() }),
    space: z.string().nullable(),
    ops: z.enum(['darts', 'sharp', 'isdarts']),
    note: z.string(),
    genotype: z.unknown().transform(genotypeFromFile),
  }),
);

/** Every published genotype with a normal and a reduction cell. */
export const PUBLISHED: readonly PublishedGenotype[] = cells.parse(published.cells);

/**
 * The published genotype of that name or alias; case and the marks between words do not count.
 *
 * @throws `spaces/genotype-unknown` with the names that come near; `spaces/genotype-other-kind` for the name of a recurrent
 * cell or a path
 */
export function findPublished(name: string): PublishedGenotype {
  const wanted = plainName(name);
  const named = (entry: { readonly name: string; readonly aliases: readonly string[] }): boolean =>
    [entry.name, ...entry.aliases].some((one) => plainName(one) === wanted);
  const found = PUBLISHED.find(named);
  if (found !== undefined) return found;
  const recurrent = published.recurrent.find(named);
  if (recurrent !== undefined) {
    throw spacesError('spaces/genotype-other-kind', { name: recurrent.name, kind: 'a recurrent cell' });
  }
  const path = published.paths.find(named);
  if (path !== undefined) {
    throw spacesError('spaces/genotype-other-kind', {
      name: path.name,
      kind: 'a path through a HyperCuboid',
    });
  }
  throw spacesError('spaces/genotype-unknown', { name, near: nearestPublished(name) });
}

/** The published names that look like a mistyped `name`, nearest first. */
export function nearestPublished(name: string): readonly string[] {
  return nearest(
    name,
    PUBLISHED.flatMap((entry) => [entry.name, ...entry.aliases]),
  );
}
