import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('the options of the benchmark of runs', () => {
  it('measure everything unless told otherwise', () => {
    expect(parseOptions([])).toEqual({
      only: ['catalog', 'series'],
      runs: 10_000,
      steps: 1_000_000,
      repeats: 5,
      out: null,
      json: false,
    });
    expect(parseOptions(['--help'])).toBeNull();
  });

  it('are refused where they mean nothing', () => {
    expect(parseOptions(['--only', 'series', '--steps', '7'])).toMatchObject({ only: ['series'], steps: 7 });
    for (const wrong of [['--only', 'x'], ['--runs', '0'], ['--repeats', 'many'], ['--color'], ['extra']])
      expect(() => parseOptions(wrong), wrong.join(' ')).toThrow();
  });
});
