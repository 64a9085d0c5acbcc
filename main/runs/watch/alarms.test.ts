import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPACES, edgeCount, findPublished } from '../../spaces/index.ts';
import type { Genotype, SearchSpace } from '../../spaces/index.ts';
import type { EpochSoFar } from '../epochs-so-far.ts';
import { alarmWatch, ALARMS } from './alarms.ts';
import { meanEntropy } from './entropy.ts';

const SPACE = SPACES.darts;
const EDGES = edgeCount(SPACE.intermediateNodes);
const rows = (row: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: EDGES }, () => row);
const alphasOf = (row: readonly number[]) => ({ normal: rows(row), reduction: rows(row) });
const OPEN = alphasOf(SPACE.primitives.map(() => 0));
const SETTLED = alphasOf(SPACE.primitives.map((_, i) => (i === 4 ? 9 : 0)));

/** The cell of DARTS's second order with so many skip connections in its normal cell. */
function withSkips(count: number): Genotype {
  const { genotype } = findPublished('DARTS_V2');
  const edges = genotype.normal.edges.map((edge, i) => ({
    ...edge,
    primitive: i < count ? 'skip_connect' : 'sep_conv_3x3',
  }));
  return { ...genotype, normal: { ...genotype.normal, edges } };
}

interface Told {
  readonly skips?: number;
  readonly train?: number;
  readonly valid?: number | null;
  readonly isSettled?: boolean;
}
const epochOf = (epoch: number, epochs: number, told: Told): EpochSoFar => {
  const { skips = 0, train = 0.5, valid = null, isSettled = false } = told;
  return {
    epoch,
    epochs,
    step: epoch + 1,
    train: { loss: 1, accuracy: train },
    valid: valid === null ? null : { loss: 1, accuracy: valid },
    detail: { alphas: isSettled ? SETTLED : OPEN, genotype: withSkips(skips) },
  };
};

/** The alarms of a search of 50 epochs, as `skips@20`. */
function alarmsOf(told: readonly Told[], epochs = 50, space: SearchSpace = SPACE): readonly string[] {
  const watch = alarmWatch(space);
  return told.flatMap((one, epoch) =>
    watch.next(epochOf(epoch, epochs, one)).map(({ alarm, epoch: at }) => `${alarm}@${at}`),
  );
}
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

describe('the alarm of skip connections', () => {
  const skips = (...counts: readonly number[]): readonly string[] =>
    alarmsOf(counts.map((one) => ({ skips: one })));

  it('is raised by half of the edges, after five epochs of it, once', () => {
    expect(skips(...times(20, 2), ...times(20, 4))).toEqual(['skips@24']);
    expect(skips(...times(50, 3))).toEqual([]);
    expect(skips(...times(20, 2), 4, 4, 4, 4, 2, 4, 4, 4, 4)).toEqual([]);
  });

  it('is not raised by the published cells of DARTS', () => {
    for (const name of ['DARTS_V1', 'DARTS_V2']) {
      const { genotype } = findPublished(name);
      const watch = alarmWatch(SPACE);
      const found = times(50, 0).flatMap((_, epoch) =>
        watch.next({ ...epochOf(epoch, 50, {}), detail: { alphas: OPEN, genotype } }),
      );
      expect(found).toEqual([]);
    }
  });

  it('is raised by three of the six edges of a complete cell, in the words of that cell', () => {
    const raised = (count: number) => {
      const operations = times(6, '').map((_, i) => (i < count ? 'skip_connect' : 'nor_conv_3x3'));
      const watch = alarmWatch(SPACES.nasbench201);
      const alphas = { normal: times(6, [0, 0, 0, 0, 0]), reduction: [] };
      return times(50, 0).flatMap((_, epoch) =>
        watch.next({
          ...epochOf(epoch, 50, {}),
          detail: { alphas, genotype: { wiring: 'complete', operations } },
        }),
      );
    };
    expect(raised(2)).toEqual([]);
    const [alarm, ...others] = raised(3);
    expect(alarm).toMatchObject({ alarm: 'skips', epoch: 10 });
    expect(alarm?.message).toMatch(/\b3 of (?:the )?6\b/);
    expect(alarm?.message).not.toMatch(/normal/);
    expect(others).toEqual([]);
  });

  it('waits for the first fifth to end', () => {
    expect(skips(...times(50, 8))).toEqual(['skips@10']);
  });

  it('is raised again only after the number went well below', () => {
    const [low, between, high] = [times(10, 2), times(10, 3), times(10, 5)];
    expect(skips(...low, ...high, ...between, ...high)).toEqual(['skips@14']);
    expect(skips(...low, ...high, ...low, ...high)).toEqual(['skips@14', 'skips@34']);
  });

  it('says what was seen and from where to fork', () => {
    const watch = alarmWatch(SPACE);
    const told = [...times(21, 2), ...times(5, 6)];
    const found = told.flatMap((one, epoch) => watch.next(epochOf(epoch, 50, { skips: one })));
    expect(found.map(({ message }) => message)).toEqual([
      '6 of the 8 edges of the normal cell are skip connections for 5 epochs (the published cells of DARTS have 2 and 3): the search seems to collapse. Stop it, and fork it from a checkpoint of its first 21 epochs, when they were 2, if one is kept, with more weight decay or stronger augmentation, or for fewer epochs.',
    ]);
  });

  it('goes by what a primitive computes, not by its name', () => {
    const renamed: SearchSpace = {
      ...SPACE,
      primitives: SPACE.primitives.map((primitive) =>
        primitive.name === 'sep_conv_3x3'
          ? { ...primitive, definition: { block: 'skip', oddSizes: 'refuse' } }
          : primitive,
      ),
    };
    expect(alarmsOf(times(50, { skips: 0 }), 50, renamed)).toEqual(['skips@10']);
    const without: SearchSpace = {
      ...SPACE,
      primitives: SPACE.primitives.filter(({ name }) => name !== 'skip_connect'),
    };
    expect(
      ALARMS.skips.judge(
        times(50, 0).map((_, epoch) => epochOf(epoch, 50, { skips: 8 })),
        without,
      ),
    ).toBe('calm');
  });
});

describe('the alarm of settled alphas', () => {
  it('is raised in the first half only, and once', () => {
    expect(alarmsOf([...times(10, {}), ...times(40, { isSettled: true })])).toEqual(['entropy@14']);
    expect(alarmsOf([...times(25, {}), ...times(25, { isSettled: true })])).toEqual([]);
  });

  it('needs fewer epochs in a row in a short search', () => {
    expect(alarmsOf([{}, ...times(3, { isSettled: true })], 6)).toEqual(['entropy@1']);
  });

  it('measures 1 where all candidates weigh the same, 0 where one has all the weight', () => {
    expect(meanEntropy(OPEN, SPACE)).toBeCloseTo(1, 6);
    expect(meanEntropy(alphasOf(SPACE.primitives.map((_, i) => (i === 2 ? 200 : 0))), SPACE)).toBe(0);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -30, max: 30, noNaN: true }), {
          minLength: SPACE.primitives.length,
          maxLength: SPACE.primitives.length,
        }),
        (row) => {
          const value = meanEntropy(alphasOf(row), SPACE);
          return value >= 0 && value <= 1 + 1e-6;
        },
      ),
    );
  });

  it('does not look at candidates that an edge may not have', () => {
    const only = SPACE.primitives.slice(3, 5).map(({ name }) => name);
    const narrow: SearchSpace = {
      ...SPACE,
      restrictions: [{ cell: 'both', node: null, input: null, primitives: only }],
    };
    // Of the two that are left both weigh the same, whatever the others would.
    const row = SPACE.primitives.map((_, i) => (i === 3 || i === 4 ? 1 : 50));
    expect(meanEntropy(alphasOf(row), narrow)).toBeCloseTo(1, 6);
  });
});

describe('the alarm of a widening gap', () => {
  const rising = (from: number, epochs: number): readonly Told[] =>
    Array.from({ length: epochs }, (_, i) => ({ train: from + 0.02 * i, valid: 0.7 }));

  it('is raised when training goes on to rise and the held-out half does not, for longer than chance explains', () => {
    const good = Array.from({ length: 10 }, (_, i) => ({ train: 0.5 + 0.02 * i, valid: 0.5 + 0.025 * i }));
    expect(alarmsOf([...good, ...rising(0.7, 15)])).toEqual(['gap@15']);
  });

  it('is not raised by a wide gap that stays, nor where nothing is scored', () => {
    const wide = Array.from({ length: 50 }, (_, i) => ({ train: 0.8 + 0.004 * i, valid: 0.6 + 0.003 * i }));
    expect(alarmsOf(wide)).toEqual([]);
    expect(alarmsOf(times(50, { train: 1, valid: null }))).toEqual([]);
  });

  it('ends with a new best epoch', () => {
    const before = [...rising(0.7, 15), { train: 0.99, valid: 0.8 }];
    expect(alarmsOf(before)).toEqual(['gap@6']);
    const after = Array.from({ length: 8 }, (_, i) => ({ train: 1, valid: i < 1 ? 0.8 : 0.6 }));
    expect(alarmsOf([...before, ...after])).toEqual(['gap@6', 'gap@21']);
  });
});

describe('a watch over a search', () => {
  const told = fc.record({
    skips: fc.integer({ min: 0, max: 8 }),
    train: fc.double({ min: 0, max: 1, noNaN: true }),
    valid: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    isSettled: fc.boolean(),
  });

  it('raises the same alarms whether it saw the epochs as they came or reads them in a log', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 30 }), fc.nat(29), (all, cut) => {
        const epochs = all.map((one, epoch) => epochOf(epoch, 30, one));
        const whole = alarmWatch(SPACE);
        const expected = epochs.map((epoch) => whole.next(epoch)).slice(cut);
        const resumed = alarmWatch(SPACE);
        for (const epoch of epochs.slice(0, cut)) resumed.next(epoch);
        expect(epochs.slice(cut).map((epoch) => resumed.next(epoch))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
