/** Found cells are judged by what NAS-Bench-201 knows of them. */
import { z } from 'zod';
import { markdownTable } from '../../support/scripts/markdown-table.ts';
import { ScriptProblem } from '../../support/scripts/problem.ts';
import { foundShape } from '../judge.ts';
import type { JudgeDef } from '../judge.ts';
import { searchedSeconds, spread } from '../outcome.ts';

const SETS = ['c10_test_200', 'c100_test_200', 'in16_test_200'] as const;
const perSet = z.object({ c10_test_200: z.number(), c100_test_200: z.number(), in16_test_200: z.number() });
const known = z.object({
  index: z.number(),
  arch: z.string(),
  params: z.number(),
  accuracy: perSet,
  rank: perSet,
});
const searched = z.object({
  result: z.object({
    genotype: z.object({ wiring: z.literal('complete'), operations: z.array(z.string()) }),
  }),
});

const outcome = z.strictObject({
  ...foundShape,
  /** Of all steps of the search; start-up, scoring and the scores of candidates are not in it. */
  searchSeconds: z.number(),
  index: z.number(),
  arch: z.string(),
  parameters: z.number(),
  /** Percent, after 200 epochs, the mean of the benchmark's seeds. */
  accuracy: perSet,
  /** Among 15,625, on CIFAR-10. */
  rank: z.number(),
});

/** A search, and what the cell that it found is worth. */
export type BenchmarkOutcome = z.infer<typeof outcome>;

const COLUMNS = [
  'method',
  'CIFAR-10, %',
  'CIFAR-100, %',
  'ImageNet16-120, %',
  'each seed on CIFAR-10, its rank of 15,625',
  'search steps, minutes',
] as const;

/** The mean of the seeds a method, and each seed. */
export const byBenchmark: JudgeDef<BenchmarkOutcome> = {
  asks: [],
  schema: outcome,
  async judge(found, { ask, show }) {
    if (found.search === null) throw new ScriptProblem('The benchmark judges what a search found.');
    const shown = await show(found.search);
    const { operations } = searched.parse(shown).result.genotype;
    const cell = known.parse(await ask(['nb201', 'query', archOf(operations)]));
    return {
      ...found,
      searchSeconds: searchedSeconds(shown),
      index: cell.index,
      arch: cell.arch,
      parameters: cell.params,
      accuracy: cell.accuracy,
      rank: cell.rank.c10_test_200,
    };
  },
  line: ({ arch, accuracy, rank, searchSeconds }) =>
    `${arch}: ${accuracy.c10_test_200.toFixed(2)} % on CIFAR-10, rank ${rank}, search steps ${searchSeconds.toFixed(0)} s`,
  table(methods, outcomes) {
    const rows = methods.flatMap(({ id, title }) => {
      const own = outcomes.filter(({ method }) => method === id);
      if (own.length === 0) return [];
      const cells = [
        title,
        ...SETS.map((set) =>
          spread(
            own.map(({ accuracy }) => accuracy[set]),
            2,
          ),
        ),
        own.map(({ accuracy, rank }) => `${accuracy.c10_test_200.toFixed(2)} (${rank})`).join(', '),
        spread(
          own.map(({ searchSeconds }) => searchSeconds / 60),
          1,
        ),
      ];
      return [cells];
    });
    return markdownTable([COLUMNS, ...rows]);
  },
};

/** The operations of a cell as its architecture string: node by node, every edge. */
function archOf(operations: readonly string[]): string {
  const groups: string[] = [];
  let next = 0;
  for (let node = 1; next < operations.length; node++) {
    const own = operations.slice(next, next + node);
    groups.push(`|${own.map((name, input) => `${name}~${input}`).join('|')}|`);
    next += node;
  }
  return groups.join('+');
}
