import { describe, expect, it } from 'vitest';
import { SPACES } from '../../main/spaces/index.ts';
import type { SearchSpace } from '../../main/spaces/index.ts';
import type { AlphaFrame, Shrink } from '../stores/run-log.ts';
import { sharesOf } from '../charts/heat-scale.ts';
import { alphaDomain, alphaTable } from './alphas.ts';
import {
  candidateTable,
  candidateWords,
  hasImportance,
  leftWords,
  markTable,
  powerText,
  scoreHistory,
  scoreText,
  shrinkRows,
} from './importance.ts';

const SPACE = SPACES.nasbench201;
const EDGES = 6;
const each = <T>(row: readonly T[]) => Array.from({ length: EDGES }, () => row);
const OPEN = [true, true, true, true, true];

function frameOf(epoch: number, importance: NonNullable<AlphaFrame['importance']>): AlphaFrame {
  return {
    epoch,
    step: 10 * epoch,
    changed: false,
    alphas: { normal: each([0, 0, 0, 0, 0]), reduction: [] },
    genotype: { wiring: 'complete', operations: each(['none']).flat() },
    importance,
  };
}

/** After epoch 2 the zero operation went, after epoch 4 the average pooling; the skip connection is infinite then and stays. */
const before = frameOf(1, { live: { normal: each(OPEN) }, scores: null });
const first = {
  live: { normal: each([false, true, true, true, true]) },
  scores: { normal: each([null, 30, 2, 0.004, 500]) },
};
const second = {
  live: { normal: each([false, true, true, true, false]) },
  scores: { normal: each([null, null, 3, 1, 900]) },
};
const gone = (primitive: string, score: number | null) => ({
  normal: Array.from({ length: EDGES }, (_, edge) => ({ edge, primitive, score })),
});
const SHRINKS: readonly Shrink[] = [
  {
    epoch: 1,
    step: 20,
    removed: gone('none', null),
    importance: first,
    parameters: 90,
    parametersBefore: 100,
    secondsBefore: 0.5,
  },
  {
    epoch: 3,
    step: 40,
    removed: gone('avg_pool_3x3', 900),
    importance: second,
    parameters: 80,
    parametersBefore: 90,
    secondsBefore: 0.4,
  },
];
const rowAt = (frame: AlphaFrame, space: SearchSpace = SPACE) =>
  candidateTable(space, { frame, shrinks: SHRINKS }, 'normal')[0] ?? [];

describe('the candidates of a moment', () => {
  it('are left and not scored before the first shrink', () => {
    expect(new Set(rowAt(before).map(candidateWords))).toEqual(new Set(['left, not scored yet']));
    expect(leftWords(SPACE, before)).toBe('30 of 30 candidates left');
    expect(hasImportance([before])).toBe(true);
  });

  it('say when and for which score each was removed, and what is not yet removed then', () => {
    expect(rowAt(frameOf(3, first)).map(candidateWords)).toEqual([
      'removed after epoch 2, score infinite',
      'score 30, left',
      'score 2, left',
      'score 0.004, left',
      'score 500, left',
    ]);
    expect(rowAt(frameOf(4, second)).map(candidateWords)).toEqual([
      'removed after epoch 2, score infinite',
      'score infinite, left',
      'score 3, left',
      'score 1, left',
      'removed after epoch 4, score 900',
    ]);
    expect(leftWords(SPACE, frameOf(4, second))).toBe('18 of 30 candidates left');
  });

  it('leave out what the space does not allow', () => {
    const restricted: SearchSpace = {
      ...SPACE,
      restrictions: [{ cell: 'normal', node: 0, input: 0, primitives: ['skip_connect', 'nor_conv_3x3'] }],
    };
    expect(rowAt(before, restricted).map(({ state }) => state)).toEqual([
      'closed',
      'left',
      'closed',
      'left',
      'closed',
    ]);
    expect(leftWords(restricted, before)).toContain('of 27');
  });

  it('are marked on the map where no score is drawn', () => {
    const marksOf = (frame: AlphaFrame) =>
      markTable(candidateTable(SPACE, { frame, shrinks: SHRINKS }, 'normal'))[0];
    expect(marksOf(before)).toEqual(['blank', 'blank', 'blank', 'blank', 'blank']);
    expect(marksOf(frameOf(3, first))).toEqual(['fresh', null, null, null, null]);
    expect(marksOf(frameOf(4, second))).toEqual(['gone', 'infinite', null, null, 'fresh']);
    expect(markTable([])).toEqual([]);
  });
});

describe('the colours of scores', () => {
  it('go by powers of ten around what is left, the lowest brightest', () => {
    const frames = [before, frameOf(2, first), frameOf(4, second)];
    expect(alphaTable(SPACE, frameOf(4, second), { cell: 'normal', mode: 'score' })[0]).toEqual([
      null,
      null,
      3,
      1,
      null,
    ]);
    expect(alphaDomain(SPACE, frames, 'score')).toEqual([0.001, 1000]);
    expect(alphaDomain(SPACE, [before], 'score')).toEqual([1, 10]);
    const share = sharesOf([0.001, 1000], 'importance');
    expect([0.001, 1, 1000, 1e9, Infinity].map(share)).toEqual([1, expect.closeTo(0.5, 9), 0, 0, 0]);
    expect(sharesOf([0, 4], 'linear')(1)).toBe(0.25);
  });

  it('are said with three digits', () => {
    expect([48.234, 3_470_000, 0.000_31, Infinity].map(scoreText)).toEqual([
      '48.2',
      '3.47·10⁶',
      '3.1·10⁻⁴',
      'infinite',
    ]);
    expect([1e5, 1e-4, 100, 1].map(powerText)).toEqual(['10⁵', '10⁻⁴', '100', '1']);
  });
});

describe('the shrinks', () => {
  const columns = {
    seq: [],
    trainLoss: [],
    trainAccuracy: [],
    validLoss: [],
    validAccuracy: [],
    learningRate: [],
    step: [39, 40, 41, 42],
    seconds: [0.4, 0.4, 0.1, 0.3],
  };

  it('tell the pace before and after, of the last by the steps since then', () => {
    const told = (steps: typeof columns) =>
      shrinkRows({ shrinks: SHRINKS, columns: steps }).map((row) => [
        row.after,
        row.removed,
        row.secondsBefore,
        row.secondsAfter,
      ]);
    expect(told(columns)).toEqual([
      [2, 6, 0.5, 0.4],
      [4, 6, 0.4, 0.2],
    ]);
    expect(told({ ...columns, step: [39, 40], seconds: [1, 1] })[1]).toEqual([4, 6, 0.4, null]);
  });

  it('give each operation of an edge its scores', () => {
    expect(scoreHistory(SHRINKS, { cell: 'normal', row: 0 }, 5)).toEqual([
      [Number.NaN, Number.NaN],
      [30, Number.NaN],
      [2, 3],
      [0.004, 1],
      [500, 900],
    ]);
  });
});
