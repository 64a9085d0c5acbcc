/** The settings of language models, as plain data. */
import { z } from 'zod';

const rate = z.number().min(0).lt(1);

/** The network of a language model around its cell. */
export const languageNetworkSchema = z.strictObject({
  kind: z.literal('language'),
  /** Numbers in a word's vector and in a state [n]. */
  units: z.int().positive().max(8192),
  /** What is dropped in training, each for all words of a batch alike. */
  dropout: z
    .strictObject({
      /** Whole words of the vocabulary [dropoute]. */
      embedding: rate.default(0),
      /** Of the words' vectors [dropouti]. */
      input: rate.default(0.2),
      /** Of them again, where the cell reads them [dropoutx]. */
      x: rate.default(0.75),
      /** Of states, where they enter a product [dropouth]. */
      hidden: rate.default(0.25),
      /** Of what the cell gives [dropout]. */
      output: rate.default(0.75),
    })
    .prefault({}),
});

/** The settings that searches and trainings of language models share. */
export const languageSettings = {
  network: languageNetworkSchema,
  /** Texts side by side. */
  batch: z.int().positive(),
  epochs: z.int().positive(),
  /** Words through which gradients flow [bptt]. */
  length: z.int().min(2).max(1000).default(35),
  /** SGD without momentum. The rate is for a batch of `length` words; a shorter one takes less in proportion. */
  weights: z.strictObject({
    learningRate: z.number().positive(),
    weightDecay: z.number().min(0),
    /** Largest L2 norm of the gradient of all weights together; null: unlimited. */
    clip: z.number().positive().nullable().default(0.25),
  }),
  /** Weight of the mean square of what enters the decoder [alpha, AR]. */
  activation: z.number().min(0).default(0),
  /** Weight of the mean square of the changes of the states from word to word [beta, TAR]. */
  temporal: z.number().min(0).default(1e-3),
  /** Use only the first words of the text that is learnt from; null: all. */
  words: z.int().min(100).nullable().default(null),
  /** Texts side by side in evaluation. */
  evaluationBatch: z.int().positive().default(10),
  precision: z.literal('float32').default('float32'),
  /** Passes that a batch takes, one after the other, before one update: for batches that do not fit into memory. */
  accumulate: z.int().positive().default(1),
};

/** Refuses a batch that cannot be divided into its passes. */
export function refinePasses(
  { batch, accumulate }: { readonly batch: number; readonly accumulate: number },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (batch % accumulate === 0) return;
  const message = `cannot be divided into ${accumulate} passes: give a multiple of "accumulate"`;
  context.addIssue({ code: 'custom', path: ['batch'], message });
}

const trainSchema = z.strictObject({
  ...languageSettings,
  /** Texts side by side in the last test; the reference reads it as one. */
  testBatch: z.int().positive().default(1),
  /**
   * Go over to averaged SGD after the first epoch whose validation loss is above the best of all but the last `nonMonotone` before it; null: never.
   */
  averaging: z
    .strictObject({ nonMonotone: z.int().min(1).default(5) })
    .nullable()
    .prefault({}),
});

/** A training of a language model. */
export const languageTrainingSchema = trainSchema.superRefine(refinePasses);
/** A training's settings. */
export type LanguageTraining = z.output<typeof languageTrainingSchema>;

/** What the networks and steps of all language models need of their settings. */
export type LanguageSettings = Pick<LanguageTraining, keyof typeof languageSettings>;
