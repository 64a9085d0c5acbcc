import { describe, expect, it } from 'vitest';
import type { ChartContent } from './content.ts';
import { axisOfY, frameOf, positionsWithin, ticksOfX } from './frame.ts';
import { changed, spanOf } from './view.ts';

const content = (more: Partial<ChartContent> = {}): ChartContent => ({
  series: [{ name: 'a', colour: '--a', x: [1, 2, 3], y: [10, 20, 30], look: 'line' }],
  extent: [0, 100],
  unitX: 'step',
  formatY: String,
  highest: null,
  mark: null,
  ...more,
});

describe('what is looked at', () => {
  const frame = frameOf(content());

  it('comes nearer around a place, moves, and never leaves the whole', () => {
    const near = changed(frame, null, { factor: 0.5 });
    expect(near).toEqual([25, 75]);
    expect(changed(frame, near, { shift: 0.2 })).toEqual([35, 85]);
    expect(changed(frame, near, { shift: 9 })).toEqual([50, 100]);
    expect(changed(frame, null, { factor: 0.5, around: 0 })).toEqual([0, 50]);
    expect(changed(frame, near, { factor: 4 })).toBeNull();
  });

  it('stays while the whole grows', () => {
    const grown = frameOf(content({ extent: [0, 1000] }));
    expect(spanOf(grown, [25, 75])).toEqual({ from: 25, to: 75 });
    expect(spanOf(grown, null)).toEqual({ from: 0, to: 1000 });
  });

  it('begins where a logarithm does', () => {
    const log = frameOf(content({ scaleX: 'log' }));
    expect(spanOf(log, null)).toEqual({ from: 0, to: 2 });
    expect(spanOf(log, [0, 10])).toEqual({ from: 0, to: 1 });
    expect(ticksOfX(log, { from: 0, to: 2 })).toEqual([0, 1, 2]);
  });

  it('goes by a clock to and fro', () => {
    const clock = { unit: 'epoch', at: (x: number) => x / 10, back: (count: number) => 10 * count };
    const timed = frameOf(content({ clock }));
    expect(spanOf(timed, [20, 60])).toEqual({ from: 2, to: 6 });
    expect(changed(timed, null, { factor: 0.5 })).toEqual([25, 75]);
    expect([timed.scaleX.valueAt(-1), timed.scaleX.valueAt(50)]).toEqual([0, 100]);
  });
});

describe('the axis of y', () => {
  it('ends at ticks around what is drawn, or where it is told to', () => {
    expect(axisOfY(frameOf(content()), [11, 29], 4)).toEqual({
      from: 10,
      to: 30,
      ticks: [10, 15, 20, 25, 30],
    });
    expect(axisOfY(frameOf(content({ rangeY: [0, 20] })), [11, 29], 4)).toMatchObject({ from: 0, to: 20 });
    expect(axisOfY(frameOf(content({ highest: 100 })), [91, 99], 2)).toMatchObject({ to: 100 });
  });

  it('has room around what has no height, and leaves out what has no place', () => {
    expect(axisOfY(frameOf(content()), [10, 10], 4)).toMatchObject({ from: 9, to: 11 });
    const log = frameOf(content({ scaleY: 'log', rangeY: [0, 1000] }));
    expect(axisOfY(log, [1, 2], 7)).toEqual({ from: 1, to: 3, ticks: [1, 2, 3] });
  });
});

it('finds what lies within, its ends included', () => {
  expect(positionsWithin([1, 2, 3, 4], 2, 3)).toEqual([1, 3]);
});
