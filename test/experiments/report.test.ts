import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { byBenchmark } from './judges/benchmark.ts';
import type { BenchmarkOutcome } from './judges/benchmark.ts';
import { byTraining } from './judges/training.ts';
import type { TrainedOutcome } from './judges/training.ts';
import { stepSeconds } from './outcome.ts';
import { EXPERIMENTS } from './plan.ts';

const outcome = (method: string, seed: number, accuracy: number): TrainedOutcome => ({
  ...{ method, seed, accuracy, search: 'a', asked: [], training: 'b' },
  ...{ searchSeconds: 90 + 60 * seed, parameters: 120_000, macs: 2.5e6 },
});

const METHODS = [
  { id: 'one', title: 'One', search: [] },
  { id: 'two', title: 'Two', search: [] },
];
const cellsOf = (table: string): (string[] | undefined)[] =>
  table.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

describe('a table of trained cells', () => {
  const table = byTraining([]).table(METHODS, [
    outcome('one', 0, 0.8),
    outcome('two', 0, 0.7),
    outcome('one', 1, 0.82),
  ]);

  it('gives means and sample deviations over the seeds', () => {
    const cells = cellsOf(table);
    expect(cells[2]).toEqual(['One', '81.00 ± 1.41', '80.00, 82.00', '120 ± 0', '2.5 ± 0.0', '2.0 ± 0.7']);
    expect(cells[3]?.slice(0, 2)).toEqual(['Two', '70.00']);
  });

  it('leaves out what has not ended', () => {
    expect(cellsOf(byTraining([]).table(METHODS, [outcome('one', 0, 0.8)]))).toHaveLength(3);
  });

  it('is laid out as the formatter would', async () => {
    expect(await format(table, { parser: 'markdown', printWidth: 110 })).toBe(`${table}\n`);
  });
});

it('a step that was computed twice counts once', () => {
  const line = (step: number, seconds: number) => JSON.stringify({ seq: 1, type: 'step', step, seconds });
  expect(stepSeconds([line(1, 2), line(2, 5), '{"type":"epoch"}', line(2, 3), ''].join('\n'))).toBe(5);
});

describe('a table of cells that the benchmark knows', () => {
  const known = (seed: number, accuracy: number, rank: number): BenchmarkOutcome => ({
    ...{
      method: 'one',
      seed,
      search: 'a',
      asked: [],
      searchSeconds: 60,
      index: 1,
      arch: '|skip_connect~0|',
      parameters: 1,
    },
    ...{ accuracy: { c10_test_200: accuracy, c100_test_200: 70, in16_test_200: 45.5 }, rank },
  });

  it('gives means, and of each seed the rank', () => {
    const table = byBenchmark.table(METHODS.slice(0, 1), [known(0, 94, 42), known(1, 93, 1446)]);
    expect(cellsOf(table)[2]).toEqual([
      'One',
      '93.50 ± 0.71',
      '70.00 ± 0.00',
      '45.50 ± 0.00',
      '94.00 (42), 93.00 (1446)',
      '1.0 ± 0.0',
    ]);
  });

  it('asks the benchmark for the architecture string of the cell that was found', async () => {
    const asked: (readonly string[])[] = [];
    const genotype = { wiring: 'complete', operations: ['a', 'b', 'c', 'd', 'e', 'f'] };
    const judged = byBenchmark.judge(
      { method: 'one', seed: 0, search: 'run', asked: [] },
      {
        ...{ key: 'one-0', data: 'cifar-10', genotype: null },
        made: async () => 'run',
        show: async () => ({ result: { genotype } }),
        ask: async (args) => {
          asked.push(args);
          throw new Error('enough');
        },
      },
    );
    await expect(judged).rejects.toThrow('enough');
    expect(asked).toEqual([['nb201', 'query', '|a~0|+|b~0|c~1|+|d~0|e~1|f~2|']]);
  });
});

it.each(Object.values(EXPERIMENTS))(
  'has methods to be compared, each under a name of its own',
  ({ methods }) => {
    const ids = methods.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  },
);
