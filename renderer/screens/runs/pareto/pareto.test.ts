import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../../test/support/memory-services.ts';
import { paretoContent } from './pareto.ts';

const training = (run: string, accuracy: number, parameters: number) =>
  summaryOf({
    run,
    kind: 'train',
    seconds: parameters,
    result: { kind: 'train', test: { loss: 1, accuracy }, best: null, parameters, macs: 2 * parameters },
  });

describe('accuracy and cost', () => {
  it('has the runs on the front that no other beats in both', () => {
    const runs = [
      training('a', 0.9, 10),
      training('b', 0.8, 20),
      training('c', 0.95, 30),
      training('d', 0.7, 5),
    ];
    expect(paretoContent(runs, 'parameters').front).toEqual(['d', 'a', 'c']);
    expect(paretoContent(runs, 'macs').points.map(({ x }) => x)).toEqual([20, 40, 60, 10]);
  });

  it('has of equal ones a single run on the front, and of equal costs the better', () => {
    const runs = [
      training('a', 0.9, 10),
      training('b', 0.9, 10),
      training('c', 0.92, 10),
      training('d', 0.92, 11),
    ];
    expect(paretoContent(runs, 'parameters').front).toEqual(['c']);
  });

  it('leaves out runs that lack a number, or have no place on a logarithm', () => {
    expect(paretoContent([summaryOf({ run: 's' }), training('z', 0.5, 0)], 'time').points).toEqual([]);
  });
});
