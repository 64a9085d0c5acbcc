/** What is to be known of a corpus without opening it. */
import { z } from 'zod';

const count = z.int().min(0);

const partSchema = z.strictObject({
  lines: count,
  /** `<eos>` at the end of each line included. */
  tokens: count,
  /** Tokens whose word does not occur in the training part, and how many words those are; 0 of the training part. */
  outOfVocabulary: z.strictObject({ tokens: count, words: count }),
  /** Tokens that the text itself gives as `<unk>`. */
  unknown: count,
});

/** What is known of a part. */
export type TextFacts = z.output<typeof partSchema>;

/** What is to be known of a corpus without opening it. */
export const corpusFactsSchema = z.strictObject({
  /** Different words of all parts. */
  vocabulary: count,
  train: partSchema,
  valid: partSchema,
  test: partSchema,
  /** What one should know of how the files were read, in sentences. */
  notes: z.array(z.string()).readonly(),
});

/** What is to be known of a corpus without opening it. */
export type CorpusFacts = z.output<typeof corpusFactsSchema>;
