import { describe, expect, it } from 'vitest';
import { nearest, plainName } from './nearest.ts';

describe('nearest', () => {
  const names = ['DARTS_V1', 'DARTS_V2', 'NASNet', 'AmoebaNet'];

  it('finds what was mistyped, nearest first', () => {
    expect(nearest('DART_V2', names)[0]).toBe('DARTS_V2');
    expect(nearest('nas-net', names)).toEqual(['NASNet']);
    expect(nearest('amebanet', names)).toEqual(['AmoebaNet']);
    expect(nearest('NANSet', names)).toEqual(['NASNet']);
  });

  it('finds names that contain the wanted one', () => {
    expect(nearest('amoeba', names)).toEqual(['AmoebaNet']);
  });

  it('keeps silent about what is nothing like it', () => {
    expect(nearest('zzzzzz', names)).toEqual([]);
  });

  it('is quick with a hostile name', () => {
    const begin = performance.now();
    nearest('a'.repeat(3_000_000), names);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

it('plainName keeps letters and digits', () => {
  expect(plainName('DARTS (rnn) v-2')).toBe('dartsrnnv2');
});
