import { describe, expect, it } from 'vitest';
import { deriveGenotype, edgesOf, SPACES } from '../../../main/spaces/index.ts';
import type { AlphaFrame } from '../../stores/run-log.ts';
import { leftSeries, scoreSeries } from './score-contents.ts';
import { fittingKind, slotChoices } from './slot-contents.ts';
import { timeMarks, wordsAt } from './time-marks.ts';
import { placeAfter } from './use-film.ts';
import { readPins, writePins } from './pins.ts';
import { mean, momentOf, rankFlips, skipCount, skipThreshold } from '../../run-view/alpha-history.ts';
import { forkChoices, nearestChoice } from '../../run-view/fork-choices.ts';
import { consoleLines, matchingLines } from '../../run-view/console-lines.ts';

const SPACE = SPACES.darts;
const ROWS = edgesOf(SPACE.intermediateNodes).length;

/** A frame in which this operation leads on the first edge of the normal cell, and none on all others. */
function frameOf(epoch: number, leader: number | null): AlphaFrame {
  const open = (): number[] => SPACE.primitives.map(() => 0);
  const normal = Array.from({ length: ROWS }, (_, row) =>
    open().map((value, p) => (row === 0 && p === leader ? 1 : value)),
  );
  const alphas = { normal, reduction: Array.from({ length: ROWS }, open) };
  return { epoch, alphas, genotype: deriveGenotype(SPACE, alphas), step: 10 * epoch, changed: false };
}

describe('the history of alphas', () => {
  it('measures ln P where nothing is decided, and less where something leads', () => {
    expect(mean(momentOf(SPACE, frameOf(0, null)).reduction.entropy)).toBeCloseTo(Math.log(8), 6);
    expect(momentOf(SPACE, frameOf(0, 4)).normal.entropy[0]).toBeLessThan(Math.log(8) - 0.01);
  });

  it('marks an edge on which another operation leads, but not the first that leads', () => {
    const frames = [frameOf(0, null), frameOf(1, 4), frameOf(2, 4), frameOf(3, 5)];
    expect(rankFlips(SPACE, frames)).toEqual([{ frame: 3, cell: 'normal', row: 0, from: 4, to: 5 }]);
  });

  it('counts skip connections against half of the edges', () => {
    const cell = {
      edges: Array.from({ length: 8 }, (_, i) => ({
        primitive: i < 3 ? 'skip_connect' : 'sep_conv_3x3',
        input: 0,
      })),
      concat: [2],
    };
    const genotype = { normal: cell, reduction: cell };
    expect([skipCount(genotype, SPACE), skipThreshold(genotype)]).toEqual([3, 4]);
  });

  it('places what happened among the epochs', () => {
    const frames = [frameOf(0, null), frameOf(1, 4), frameOf(2, 5)];
    const marks = timeMarks({
      log: { alarms: [{ alarm: 'skips', epoch: 0, message: 'm', step: 10 }], resumes: [15], shrinks: [] },
      frames,
      space: SPACE,
      edge: null,
      saved: [20],
      forkedAt: null,
    });
    expect(wordsAt(marks, 1)).toEqual(['an alarm was raised', 'it was resumed here']);
    expect(wordsAt(marks, 2)).toEqual(['another operation leads on an edge', 'a checkpoint is kept']);
  });
});

describe('a search that removes candidates', () => {
  const space = SPACES.nasbench201;
  const edges = 6;
  const row = space.primitives.map(() => true);
  const live = (without: readonly number[]) => ({
    normal: Array.from({ length: edges }, () => row.map((_, p) => !without.includes(p))),
  });
  const scores = (values: readonly (number | null)[]) => ({
    normal: Array.from({ length: edges }, () => values),
  });
  const alphas = { normal: Array.from({ length: edges }, () => row.map(() => 0)), reduction: [] };
  const genotype = { wiring: 'complete' as const, operations: Array.from({ length: edges }, () => 'none') };
  const frameAt = (epoch: number, importance: AlphaFrame['importance']): AlphaFrame => ({
    epoch,
    step: 10 * epoch,
    changed: false,
    alphas,
    genotype,
    ...(importance === undefined ? {} : { importance }),
  });
  const first = { live: live([0]), scores: scores([null, 30, 2, 1, 500]) };
  const second = { live: live([0, 4]), scores: scores([null, 20, 3, 1, 900]) };
  const shrinkOf = (epoch: number, { primitive, score }: { primitive: string; score: number | null }) => ({
    epoch,
    step: 10 * (epoch + 1),
    removed: { normal: Array.from({ length: edges }, (_, edge) => ({ edge, primitive, score })) },
    importance: epoch === 1 ? first : second,
    parameters: 90 - epoch,
    parametersBefore: 100,
    secondsBefore: 0.5,
  });
  const shrinks = [
    shrinkOf(1, { primitive: 'none', score: null }),
    shrinkOf(2, { primitive: 'avg_pool_3x3', score: 900 }),
  ];
  const frames = [
    frameAt(0, { live: live([]), scores: null }),
    frameAt(1, { live: live([]), scores: null }),
    frameAt(2, first),
    frameAt(3, second),
  ];

  it('marks each shrink, and no operation that leads', () => {
    const marks = timeMarks({
      log: { alarms: [], resumes: [], shrinks },
      frames,
      space,
      edge: null,
      saved: [],
      forkedAt: null,
    });
    expect(marks).toEqual([
      { kind: 'shrink', frame: 2, text: '6 candidates were removed' },
      { kind: 'shrink', frame: 3, text: '6 candidates were removed' },
    ]);
  });

  it('draws a line for each operation until it goes, and what is left', () => {
    const series = scoreSeries(shrinks, { space, edge: { cell: 'normal', row: 2 } });
    expect(series.map(({ name, x, y }) => [name, x, Array.from(y)])).toEqual([
      ['skip_connect', [2, 3], [30, 20]],
      ['nor_conv_1x1', [2, 3], [2, 3]],
      ['nor_conv_3x3', [2, 3], [1, 1]],
      ['avg_pool_3x3', [2, 3], [500, 900]],
      ['removed', [3], [900]],
    ]);
    expect(leftSeries(frames, space).map(({ y }) => Array.from(y))).toEqual([[30, 30, 24, 18]]);
  });

  it('offers what it has instead of entropies, and keeps the choice for others', () => {
    expect(slotChoices({ frames, space: null }).map(({ kind }) => kind)).not.toContain('entropy');
    expect(slotChoices({ frames: [frameOf(0, null)], space: null }).map(({ kind }) => kind)).not.toContain(
      'left',
    );
    expect([
      fittingKind('entropy', { frames, space: null }),
      fittingKind('left', { frames: [frameOf(0, null)], space: null }),
    ]).toEqual(['left', 'entropy']);
    expect(fittingKind('edge', { frames, space: null })).toBe('edge');
  });
});

describe('the film', () => {
  it('ends at the latest, which stays the latest', () => {
    expect([placeAfter(0, 1, 3), placeAfter(1, 1, 3), placeAfter(null, 1, 3)]).toEqual([1, null, null]);
    expect([placeAfter(null, -1, 3), placeAfter(0, -1, 3)]).toEqual([1, 0]);
  });
});

describe('pins', () => {
  it('are read as they were written, without what is none', () => {
    const pins = [{ cell: 'normal', row: 3 } as const, { cell: 'reduction', row: 0 } as const];
    expect(readPins(`${writePins(pins)} other:1 normal:x`)).toEqual(pins);
    expect(readPins(null)).toEqual([]);
  });
});

describe('where a fork can begin', () => {
  const score = (accuracy: number) => ({ loss: 1, accuracy });
  const epochs = [0.5, 0.7, 0.6].map((accuracy, epoch) => ({
    epoch,
    epochs: 5,
    step: 10 * (epoch + 1),
    train: score(1),
    valid: score(accuracy),
  }));
  const choices = forkChoices({ epochs }, [
    { step: 33, sizeBytes: 1 },
    { step: 30, sizeBytes: 1 },
    { step: 20, sizeBytes: 1 },
  ]);

  it('is said in words', () => {
    expect(choices.map(({ title }) => title)).toEqual([
      'Within the epoch after epoch 3, the newest',
      'After epoch 3',
      'After epoch 2, the best',
    ]);
  });

  it('is the nearest that is kept', () => {
    expect([null, 2, 1, 4].map((wanted) => nearestChoice(choices, wanted)?.step)).toEqual([33, 20, 20, 33]);
    expect(nearestChoice([], 2)).toBeNull();
  });
});

describe('the lines of the console', () => {
  const lines = consoleLines(
    [{ seq: 1, at: 0, level: 'warning', step: 3, text: 'an alarm' }],
    ['W0000 slow', 'I0000 fine', 'E0000 broken'],
  );
  it('are found by words and level', () => {
    const found = (words: string, level: 'all' | 'warning' | 'error') =>
      matchingLines(lines, { words, level }).map(({ text }) => text);
    expect(found('', 'warning')).toEqual(['W0000 slow', 'E0000 broken', 'an alarm']);
    expect(found('', 'error')).toEqual(['E0000 broken']);
    expect(found('FINE', 'all')).toEqual(['I0000 fine']);
  });
});
