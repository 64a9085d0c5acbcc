import { z } from 'zod';
import published from '../../../resources/genotypes/published.json' with { type: 'json' };
import { plainName } from '../../base/nearest.ts';
import { recurrentFromFile } from './genotype.ts';
import type { RecurrentGenotype } from './genotype.ts';

/** A recurrent cell that a paper or its code gives. */
export interface PublishedRecurrent {
  /** As in the code, with `RNN_` before it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly source: { readonly paper: string; readonly arxiv: string; readonly code: string };
  readonly note: string;
  readonly genotype: RecurrentGenotype;
}

const cells = z.array(
  z.object({
    name: z.string(),
    aliases: z.array(z.string()),
    source: z.object({ paper: z.string(), arxiv: z.string(), code: z.string() }),
    note: z.string(),
    genotype: z
      .object({ recurrent: z.array(z.tuple([z.string(), z.int()])), concat: z.array(z.int()) })
      .transform((file) => recurrentFromFile({ wiring: 'recurrent', ...file })),
  }),
);

/** Every published recurrent cell. */
export const PUBLISHED_RECURRENT: readonly PublishedRecurrent[] = cells.parse(published.recurrent);

/**
 * The published recurrent cell of that name or alias, case and the marks between words not counted; null: there is none.
 *
 * @param isMeant - whether a recurrent cell is meant, so that the code's own name is enough: `DARTS_V2` for `RNN_DARTS_V2`
 */
export function findPublishedRecurrent(name: string, isMeant = false): PublishedRecurrent | null {
  const wanted = [name, ...(isMeant ? [`RNN_${name}`] : [])].map(plainName);
  const isNamed = ({ name: own, aliases }: PublishedRecurrent) =>
    [own, ...aliases].some((one) => wanted.includes(plainName(one)));
  return PUBLISHED_RECURRENT.find(isNamed) ?? null;
}
