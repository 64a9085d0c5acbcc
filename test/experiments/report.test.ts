import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { stepSeconds } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { EXPERIMENTS } from './plan.ts';
import { experimentTable } from './report.ts';

const outcome = (method: string, seed: number, accuracy: number): Outcome => ({
  ...{ method, seed, accuracy, search: 'a', training: 'b' },
  ...{ searchSeconds: 90 + 60 * seed, parameters: 120_000, macs: 2.5e6 },
});

describe('experimentTable', () => {
  const plan = {
    ...EXPERIMENTS.small,
    methods: [
      { id: 'one', title: 'One', search: [] },
      { id: 'two', title: 'Two', search: [] },
    ],
  };
  const table = experimentTable(plan, [
    outcome('one', 0, 0.8),
    outcome('two', 0, 0.7),
    outcome('one', 1, 0.82),
  ]);

  it('gives means and sample deviations over the seeds', () => {
    const cells = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells[2]?.slice(1, -1)).toEqual([
      'One',
      '81.00 ± 1.41',
      '80.00, 82.00',
      '120 ± 0',
      '2.5 ± 0.0',
      '2.0 ± 0.7',
    ]);
    expect(cells[3]?.slice(1, 3)).toEqual(['Two', '70.00']);
  });

  it('is laid out as the formatter would', async () => {
    expect(await format(table, { parser: 'markdown', printWidth: 110 })).toBe(`${table}\n`);
  });
});

it('a step that was computed twice counts once', () => {
  const line = (step: number, seconds: number) => JSON.stringify({ seq: 1, type: 'step', step, seconds });
  expect(stepSeconds([line(1, 2), line(2, 5), '{"type":"epoch"}', line(2, 3), ''].join('\n'))).toBe(5);
});

it('has the methods that are to be compared, each under a name of its own', () => {
  const ids = EXPERIMENTS.small.methods.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
