/** Recurrent cells are judged by one training that all of them go through. */
import { z } from 'zod';
import { markdownTable } from '../../support/scripts/markdown-table.ts';
import { foundShape } from '../judge.ts';
import type { JudgeDef } from '../judge.ts';
import { searchedSeconds, spread } from '../outcome.ts';

const trained = z.object({
  run: z.string(),
  state: z.literal('finished'),
  result: z.object({
    test: z.object({ loss: z.number() }),
    best: z.object({ loss: z.number() }),
    parameters: z.number(),
  }),
});

const outcome = z.strictObject({
  ...foundShape,
  training: z.string(),
  /** Of all steps of the search; start-up and scoring are not in it. Null: there was none. */
  searchSeconds: z.number().nullable(),
  /** Of all steps of the training. */
  trainingSeconds: z.number(),
  /** e to the loss on the test part, and on the validation part at the best epoch. */
  perplexity: z.number(),
  validation: z.number(),
  parameters: z.number(),
});

/** A cell, and the training of a language model with it. */
export type LanguageOutcome = z.infer<typeof outcome>;

const COLUMNS = [
  'cell',
  'test perplexity',
  'each seed',
  'validation perplexity',
  'parameters, thousand',
  'search, minutes',
  'training, minutes',
] as const;

/** @param args - arguments of every training */
export const byPerplexity = (args: readonly string[]): JudgeDef<LanguageOutcome> => ({
  asks: args,
  schema: outcome,
  async judge(found, { key, data, genotype, made, show }) {
    const { search, seed } = found;
    const cell = search === null ? ['--genotype', genotype ?? ''] : ['--from', search];
    const asked = ['train', ...cell, ...args, '--seed', String(seed), '--data', data];
    const shown = await show(await made(`${key}-training`, asked));
    const { run, result } = trained.parse(shown);
    return {
      ...found,
      training: run,
      searchSeconds: search === null ? null : searchedSeconds(await show(search)),
      trainingSeconds: searchedSeconds(shown),
      perplexity: Math.exp(result.test.loss),
      validation: Math.exp(result.best.loss),
      parameters: result.parameters,
    };
  },
  line: ({ perplexity, validation, trainingSeconds }) =>
    `test perplexity ${perplexity.toFixed(2)}, validation ${validation.toFixed(2)}, training steps ${trainingSeconds.toFixed(0)} s`,
  table(methods, outcomes) {
    const rows = methods.flatMap(({ id, title }) => {
      const own = outcomes.filter(({ method }) => method === id);
      if (own.length === 0) return [];
      const of = (read: (outcome: LanguageOutcome) => number, digits: number): string =>
        spread(own.map(read), digits);
      const cells = [
        title,
        of(({ perplexity }) => perplexity, 1),
        own.map(({ perplexity }) => perplexity.toFixed(1)).join(', '),
        of(({ validation }) => validation, 1),
        of(({ parameters }) => parameters / 1e3, 0),
        own.every(({ searchSeconds }) => searchSeconds === null)
          ? 'none'
          : of(({ searchSeconds }) => (searchSeconds ?? 0) / 60, 1),
        of(({ trainingSeconds }) => trainingSeconds / 60, 1),
      ];
      return [cells];
    });
    return markdownTable([COLUMNS, ...rows]);
  },
});
