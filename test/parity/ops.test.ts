/** Every sample of every op: its gradient against finite differences, and the executors against each other. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../main/base/rng.ts';
import { createTensorflowExecutor, createTfjsExecutor, OPS } from '../../main/engine/index.ts';
import type { Executable, Executor, TensorData } from '../../main/engine/index.ts';
import { expectClose } from '../support/close.ts';
import { bundleOf, everyCase, inputsOf, projectionsOf } from '../support/samples.ts';
import type { Case } from '../support/samples.ts';

const CASES = everyCase();
const WITH_GRADIENT = CASES.filter((one) => one.inputsWithGradient.length > 0);
const titled = (cases: readonly Case[]) => cases.map((one) => [one.title, one] as const);
const SEED = 11;

type Tensors = Readonly<Record<string, TensorData>>;

it('every op has a sample', () => {
  const without = Object.entries(OPS).filter(([, def]) => def.samples.length === 0);
  expect(without.map(([op]) => op)).toEqual([]);
});

it('the samples of an op have different names', () => {
  expect(new Set(CASES.map((one) => one.title)).size).toBe(CASES.length);
});

describe('the gradient is the slope', () => {
  /** Small enough to stay clear of ties and corners, large enough for float32. */
  const STEP = 1e-3;
  const TOLERANCE = 2e-3;
  let tfjs: Executor;
  beforeAll(async () => {
    tfjs = await createTfjsExecutor();
  });

  it.each(titled(WITH_GRADIENT))('%s', async (_, one) => {
    const loaded = await tfjs.load(bundleOf(one));
    const [inputs, projections] = [inputsOf(one, SEED), projectionsOf(one, SEED)];
    const gradients = await loaded.run('backward', { ...inputs, ...projections });
    for (const i of one.inputsWithGradient) {
      const gradient = gradients[`d${i}`] ?? new Float32Array();
      for (const round of [0, 1, 2]) {
        const rng = createRng(SEED, one.title, i, round);
        const direction = Array.from(gradient, () => 2 * rng.uniform() - 1);
        const { measured, taken } = await slope(
          loaded,
          { inputs, projections },
          { input: `x${i}`, direction },
        );
        const said = taken.reduce((sum, part, k) => sum + part * (gradient[k] ?? NaN), 0);
        // Where the parts of the sum cancel, its error is still that of the parts.
        const size = (norm(taken) * norm(gradient)) / Math.sqrt(gradient.length);
        const limit = TOLERANCE * Math.max(Math.abs(measured), Math.abs(said), size) + 1e-4;
        const text = `input ${i}: the slope is ${measured}, the gradient says ${said}`;
        expect(Math.abs(measured - said), text).toBeLessThan(limit);
      }
    }
    await loaded.dispose();
  });

  const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

  /** The slope of the projected results along a direction of one input. */
  async function slope(
    loaded: Executable,
    at: { readonly inputs: Tensors; readonly projections: Tensors },
    along: { readonly input: string; readonly direction: readonly number[] },
  ): Promise<{ readonly measured: number; readonly taken: readonly number[] }> {
    const x = Array.from(at.inputs[along.input] ?? []);
    const moved = (step: number) =>
      Float32Array.from(x, (value, k) => value + step * (along.direction[k] ?? 0));
    const [ahead, behind] = [moved(STEP), moved(-STEP)];
    const there = await projected(loaded, { ...at.inputs, [along.input]: ahead }, at.projections);
    const back = await projected(loaded, { ...at.inputs, [along.input]: behind }, at.projections);
    // What float32 made of the step, not the step that was meant.
    const taken = Array.from(ahead, (value, k) => (value - (behind[k] ?? 0)) / (2 * STEP));
    return { measured: (there - back) / (2 * STEP), taken };
  }

  /** The sum of the results times their projections, in double precision. */
  async function projected(loaded: Executable, inputs: Tensors, projections: Tensors): Promise<number> {
    const results = await loaded.run('forward', inputs);
    const parts = Object.entries(projections).flatMap(([name, weights]) => {
      const values = results[name.replace('p', 'y')];
      return Array.from(weights, (weight, k) => weight * (values?.[k] ?? NaN));
    });
    return parts.reduce((sum, part) => sum + part, 0);
  }
});

describe('TensorFlow and tfjs agree', () => {
  let executors: readonly [Executor, Executor];
  beforeAll(async () => {
    executors = [createTensorflowExecutor(), await createTfjsExecutor()];
  });

  async function expectAgreement(
    one: Case,
    program: string,
    compared: { readonly feeds: Tensors; readonly names: readonly string[]; readonly tolerance: number },
  ): Promise<void> {
    const results: Tensors[] = [];
    for (const executor of executors) {
      const loaded = await executor.load(bundleOf(one));
      results.push(await loaded.run(program, compared.feeds));
      await loaded.dispose();
    }
    const [tensorflow, tfjs] = results;
    for (const name of compared.names) {
      expectClose(tensorflow?.[name], tfjs?.[name], { tolerance: compared.tolerance, what: name });
    }
  }

  it.each(titled(CASES))('on the results of %s', async (_, one) => {
    const { compared = one.outputs.map((_output, i) => i), exact = false } = one.sample;
    await expectAgreement(one, 'forward', {
      feeds: inputsOf(one, SEED),
      names: compared.map((i) => `y${i}`),
      tolerance: exact ? 0 : 1e-5,
    });
  });

  it.each(titled(WITH_GRADIENT))('on the gradient of %s', async (_, one) => {
    await expectAgreement(one, 'backward', {
      feeds: { ...inputsOf(one, SEED), ...projectionsOf(one, SEED) },
      names: one.inputsWithGradient.map((i) => `d${i}`),
      tolerance: 1e-5,
    });
  });
});
