/** Found cells are judged by one final training that all of them go through. */
import { z } from 'zod';
import { markdownTable } from '../../support/scripts/markdown-table.ts';
import { foundShape } from '../judge.ts';
import type { JudgeDef } from '../judge.ts';
import { searchedSeconds, spread } from '../outcome.ts';

const trained = z.object({
  run: z.string(),
  state: z.literal('finished'),
  result: z.object({
    test: z.object({ accuracy: z.number() }),
    parameters: z.number(),
    macs: z.number(),
  }),
});

const outcome = z.strictObject({
  ...foundShape,
  training: z.string(),
  /** Of all steps of the search; start-up and scoring are not in it. Null: there was none. */
  searchSeconds: z.number().nullable(),
  /** Share of the test images, 0..1. */
  accuracy: z.number(),
  parameters: z.number(),
  macs: z.number(),
});

/** A search, and the training of the cell that it found. */
export type TrainedOutcome = z.infer<typeof outcome>;

const COLUMNS = [
  'method',
  'test accuracy, %',
  'each seed',
  'parameters, thousand',
  'MACs, million',
  'search, minutes',
] as const;

/** @param args - arguments of every training */
export const byTraining = (args: readonly string[]): JudgeDef<TrainedOutcome> => ({
  asks: args,
  schema: outcome,
  async judge(found, { key, data, genotype, made, show }) {
    const { search, seed } = found;
    const cell = search === null ? ['--genotype', genotype ?? ''] : ['--from', search];
    const asked = ['train', ...cell, ...args, '--seed', String(seed), '--data', data];
    const training = trained.parse(await show(await made(`${key}-training`, asked)));
    const { test, parameters, macs } = training.result;
    const searchSeconds = search === null ? null : searchedSeconds(await show(search));
    return { ...found, training: training.run, searchSeconds, accuracy: test.accuracy, parameters, macs };
  },
  line: ({ accuracy, parameters, macs, searchSeconds }) =>
    `test accuracy ${(100 * accuracy).toFixed(2)} %, ${parameters} parameters, ${macs} MACs${searchSeconds === null ? '' : `, search steps ${searchSeconds.toFixed(0)} s`}`,
  table(methods, outcomes) {
    const rows = methods.flatMap(({ id, title }) => {
      const own = outcomes.filter(({ method }) => method === id);
      if (own.length === 0) return [];
      const of = (read: (outcome: TrainedOutcome) => number, digits: number): string =>
        spread(own.map(read), digits);
      const cells = [
        title,
        of(({ accuracy }) => 100 * accuracy, 2),
        own.map(({ accuracy }) => (100 * accuracy).toFixed(2)).join(', '),
        of(({ parameters }) => parameters / 1e3, 0),
        of(({ macs }) => macs / 1e6, 1),
        own.every(({ searchSeconds }) => searchSeconds === null)
          ? 'none'
          : of(({ searchSeconds }) => (searchSeconds ?? 0) / 60, 1),
      ];
      return [cells];
    });
    return markdownTable([COLUMNS, ...rows]);
  },
});
