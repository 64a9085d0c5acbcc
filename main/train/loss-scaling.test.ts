import { describe, expect, it } from 'vitest';
import { createBuilder, createTfjsExecutor, float32 } from '../engine/index.ts';
import type { Precision, Program, TensorType } from '../engine/index.ts';
import {
  guardStep,
  guardUpdates,
  initialLossScale,
  lossScaleArgument,
  lossScaleVariables,
  scaledGradients,
} from './loss-scaling.ts';

const TYPE = float32(2);
const MODEL: Readonly<Record<string, TensorType>> = { weights: TYPE, statistics: TYPE };

/** The loss sum(x w), whose gradient by w is the fed x: one step of plain descent at a rate of 1. */
function stepProgram(precision: Precision): Program {
  const pass = createBuilder();
  const [x, w] = [pass.feed('x', TYPE), pass.feed('weights', TYPE)];
  const loss = pass.one('sum', [pass.one('mul', [x, w])], { axes: [0] });
  const [found = x] = scaledGradients(pass, { loss, by: [w] }, precision);
  const inner = pass.build('pass', { fetches: { gradient: found, loss } });
  const b = createBuilder();
  const weights = b.read('weights', TYPE);
  const fed = b.feed('x', TYPE);
  const { gradient = fed } = b.inline(inner, {
    x: fed,
    weights,
    ...lossScaleArgument(b, precision),
  }).fetches;
  const updates = { weights: b.one('sub', [weights, gradient]), statistics: fed };
  return b.build('step', {
    fetches: { gradient },
    updates: guardStep(b, { gradients: [gradient], updates }, precision),
  });
}

/** Steps from given variables; what they leave behind. */
async function stepped(start: Readonly<Record<string, number>>, gradients: readonly (readonly number[])[]) {
  const executor = await createTfjsExecutor();
  const executable = await executor.load({
    variables: { ...MODEL, ...lossScaleVariables('float16') },
    programs: { step: stepProgram('float16') },
  });
  const first = { ...initialLossScale('float16'), weights: Float32Array.of(5, 7) };
  for (const [name, value] of Object.entries(first)) await executable.write(name, value);
  for (const [name, value] of Object.entries(start)) await executable.write(name, Float32Array.of(value));
  for (const x of gradients) await executable.run('step', { x: Float32Array.from(x) });
  const read = async (name: string) => Array.from(await executable.read(name));
  const found = {
    weights: await read('weights'),
    statistics: await read('statistics'),
    scale: await read('lossScale'),
    good: await read('goodSteps'),
  };
  await executable.dispose();
  return found;
}

describe('a step in float16', () => {
  it('moves the weights by the gradient, not by the scaled one', async () => {
    expect(await stepped({}, [[1, -2]])).toEqual({
      weights: [4, 9],
      statistics: [1, -2],
      scale: [2 ** 15],
      good: [1],
    });
  });

  it.each([
    ['is infinite', [Infinity, 0]],
    ['is minus infinite', [1, -Infinity]],
    ['is no number', [NaN, 1]],
  ])('changes nothing and halves the scale where a gradient %s', async (_, x) => {
    expect(await stepped({ goodSteps: 12 }, [x])).toEqual({
      weights: [5, 7],
      statistics: [0, 0],
      scale: [2 ** 14],
      good: [0],
    });
  });

  it('skips what overflows by the scale alone', async () => {
    // 1e37 is a number, 2^15 times as much is none in float32.
    const { weights, scale } = await stepped({}, [
      [1e37, 0],
      [1, 1],
    ]);
    expect({ weights, scale }).toEqual({ weights: [4, 6], scale: [2 ** 14] });
  });

  it('doubles the scale after 2000 good steps and counts anew', async () => {
    const one = [1, 1];
    expect(await stepped({ goodSteps: 1998 }, [one])).toMatchObject({ scale: [2 ** 15], good: [1999] });
    expect(await stepped({ goodSteps: 1999 }, [one])).toMatchObject({ scale: [2 ** 16], good: [0] });
    expect(await stepped({ goodSteps: 1999 }, [one, one])).toMatchObject({ scale: [2 ** 16], good: [1] });
  });

  it('keeps the scale between 1 and 2^24', async () => {
    expect(await stepped({ lossScale: 1 }, [[NaN, 0]])).toMatchObject({ scale: [1] });
    const top = { lossScale: 2 ** 24, goodSteps: 1999 };
    expect(await stepped(top, [[1e-3, 0]])).toMatchObject({ scale: [2 ** 24], good: [0] });
  });
});

describe('guardUpdates', () => {
  it('guards a part of a step and leaves the scale alone', async () => {
    const b = createBuilder();
    const x = b.feed('x', TYPE);
    const updates = guardUpdates(b, { gradients: [x, x], updates: { statistics: x } }, 'float16');
    expect(Object.keys(updates)).toEqual(['statistics']);
    const executable = await (
      await createTfjsExecutor()
    ).load({ variables: MODEL, programs: { part: b.build('part', { fetches: {}, updates }) } });
    await executable.run('part', { x: Float32Array.of(3, 4) });
    await executable.run('part', { x: Float32Array.of(NaN, 4) });
    expect(Array.from(await executable.read('statistics'))).toEqual([3, 4]);
    await executable.dispose();
  });
});

describe('other precisions', () => {
  it.each(['float32', 'bfloat16'] as const)('%s has no scale', (precision) => {
    expect(lossScaleVariables(precision)).toEqual({});
    expect(initialLossScale(precision)).toEqual({});
    const { reads, updates, equations } = stepProgram(precision);
    expect(Object.keys(reads)).toEqual(['weights']);
    expect(Object.keys(updates)).toEqual(['weights', 'statistics']);
    expect(equations.some(({ op }) => op === 'select')).toBe(false);
  });
});
