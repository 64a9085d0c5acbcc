/** What the test and the processes that open damaged sets tell one another. */
import { z } from 'zod';

/** One case: a source by its place in the list, and the seed of its damage; -1: undamaged. */
export const fuzzCase = z.strictObject({ source: z.int(), seed: z.int() });
export type FuzzCase = z.output<typeof fuzzCase>;

/** What came of a case. */
export const fuzzOutcome = z.strictObject({
  what: z.string(),
  /** `refused`: with a sentence; `opened`: consistent; `wrong`: anything else. */
  result: z.enum(['refused', 'opened', 'wrong']),
  /** The code of the refusal, the id of what was opened, or what was wrong. */
  words: z.string(),
  /** The reader, where the set was added. */
  reader: z.string().nullable(),
  milliseconds: z.number(),
  /** Of the process, after the case. */
  megabytes: z.number(),
});
export type FuzzOutcome = z.output<typeof fuzzOutcome>;
