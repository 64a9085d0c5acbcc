import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../test/support/memory-services.ts';
import { NO_ANNOTATIONS } from '../annotations.ts';
import type { RunResult, ListedRun } from '../events.ts';
import { factsOf, runQuerySchema, select, SORT_COLUMN_NAMES, SORT_COLUMNS } from './query.ts';
import type { RunQuery } from './query.ts';

const trained = (accuracy: number): RunResult => ({
  kind: 'train',
  test: { loss: 1 - accuracy, accuracy },
  best: null,
  parameters: 7,
  macs: 9,
});
const latest = (accuracy: number) => ({
  epoch: 1,
  train: { loss: 0, accuracy: 1 },
  valid: { loss: 2, accuracy },
});

const RUNS: readonly ListedRun[] = [
  summaryOf({ run: 'a', title: 'Beta', state: 'failed', latest: latest(0.5), seed: 3 }),
  summaryOf({
    run: 'b',
    kind: 'train',
    title: 'alpha',
    state: 'finished',
    result: trained(0.9),
    data: 'cifar',
  }),
  summaryOf({
    run: 'c',
    title: 'Gamma',
    annotations: { ...NO_ANNOTATIONS, experiment: 'X', tags: ['t', 'u'] },
  }),
  summaryOf({
    run: 'd',
    kind: 'train',
    preset: null,
    latest: latest(0.7),
    annotations: { experiment: 'X', tags: ['t'], starred: true, note: 'Größer als zuvor' },
  }),
];

const namesOf = (query: RunQuery, runs = RUNS) =>
  select(runs.map(factsOf), query)
    .map(({ run }) => run)
    .join('');

describe('selecting runs', () => {
  it.each<[RunQuery, string]>([
    [{}, 'dcba'],
    [{ kind: 'train' }, 'db'],
    [{ states: ['failed', 'finished'] }, 'ba'],
    [{ experiment: 'X' }, 'dc'],
    [{ experiment: null }, 'ba'],
    [{ tags: ['t'] }, 'dc'],
    [{ tags: ['t', 'u'] }, 'c'],
    [{ tags: [] }, 'dcba'],
    [{ starred: true }, 'd'],
    [{ starred: false }, 'cba'],
    [{ data: 'cifar' }, 'b'],
    [{ preset: 'quick' }, 'cba'],
    [{ text: 'GAMMA' }, 'c'],
    [{ text: 'größer zuvor' }, 'd'],
    [{ text: 'größer nie' }, ''],
    [{ text: '  ' }, 'dcba'],
    [{ kind: 'train', experiment: 'X', starred: true, text: 'u' }, 'd'],
  ])('%j are %s', (query, names) => expect(namesOf(query)).toBe(names));

  it.each<[RunQuery, string]>([
    [{ sort: 'title' }, 'badc'],
    [{ sort: 'accuracy' }, 'bdac'],
    [{ sort: 'accuracy', descending: false }, 'adbc'],
    [{ sort: 'loss' }, 'bdac'],
    [{ sort: 'started', descending: false }, 'abcd'],
    [{ sort: 'seed' }, 'dcba'],
    [{ sort: 'parameters' }, 'bdca'],
    [{ sort: 'preset' }, 'cbad'],
    [{ sort: 'kind', descending: true }, 'dbca'],
  ])('%j comes as %s', (query, names) => expect(namesOf(query)).toBe(names));

  it('takes the accuracy of the test images before that of an epoch', () => {
    const both = factsOf(summaryOf({ run: 'a', latest: latest(0.2), result: trained(0.9) }));
    expect(both).toMatchObject({ accuracy: 0.9, parameters: 7, macs: 9 });
    expect(both.loss).toBeCloseTo(0.1, 9);
  });

  it('puts runs without the column last and keeps all, whatever is asked', () => {
    const run = fc.record({
      run: fc.uuid(),
      title: fc.constantFrom('a', 'B', 'b'),
      seconds: fc.option(fc.integer({ min: 0, max: 3 })),
      step: fc.integer({ min: 0, max: 3 }),
    });
    const unique = fc.uniqueArray(run, { selector: ({ run: id }) => id });
    fc.assert(
      fc.property(unique, fc.constantFrom(...SORT_COLUMN_NAMES), fc.boolean(), (some, sort, descending) => {
        const facts = some.map((one) => factsOf(summaryOf(one)));
        const sorted = select(facts, { sort, descending });
        expect(new Set(sorted)).toEqual(new Set(facts));
        const { key } = SORT_COLUMNS[sort];
        for (const [i, b] of sorted.entries()) {
          const a = sorted[i - 1];
          if (a === undefined) continue;
          const [one, two] = [key(a), key(b)];
          if (one === null || two === null) expect(two).toBeNull();
          else if (one === two) expect(a.run > b.run).toBe(true);
          else expect(one < two).toBe(!descending);
        }
      }),
    );
  });
});

describe('a query', () => {
  it('is refused with unknown or wrong fields', () => {
    for (const wrong of [{ color: 'red' }, { sort: 'note' }, { states: [] }, { limit: -1 }, { kind: 'x' }])
      expect(runQuerySchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    expect(runQuerySchema.parse({ experiment: null, limit: 0 })).toEqual({ experiment: null, limit: 0 });
  });
});
