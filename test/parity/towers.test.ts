/**
 * Data-parallel towers: where the nodes of the produced graph stand, on paper devices; and a graph that really runs on two devices, which
 * are two of TensorFlow's CPU devices here: values are sent between them as between GPUs.
 */
import { describe, expect, it } from 'vitest';
import { createTensorflowExecutor, createTfjsExecutor, placementFor } from '../../main/engine/index.ts';
import type { Bundle, Executor, Program, TensorData } from '../../main/engine/index.ts';
import { writeVariables } from '../../main/train/index.ts';
import { DIVIDED, dividedFeeds, lowered } from '../support/division.ts';
import type { Divided } from '../support/division.ts';

const HOST = '/device:CPU:0';
const NAMES = ['search', 'second', 'train'] as const;
const scalars = {
  learningRate: Float32Array.of(0.1),
  stepSize: Float32Array.of(0.01),
  rootCorrection: Float32Array.of(1),
};

describe.each(NAMES)('the graph of %s', (name) => {
  it.each([2, 4])('has a tower on each of %i devices, and sends no more than it must', (devices) => {
    const placement = placementFor(devices);
    const { graph, sent } = lowered(DIVIDED[name](devices), placement);
    expect(placement.accelerators).toEqual(Array.from({ length: devices }, (_, i) => `/device:GPU:${i}`));
    expect(new Set(graph.nodes.map(({ device }) => device))).toEqual(
      new Set([HOST, ...placement.accelerators]),
    );

    const heavy = (device: string) =>
      graph.nodes
        .filter((node) => node.device === device && /Conv|BatchNorm|Pool/.test(node.op))
        .filter((node) => !node.name.startsWith('evaluate'))
        .map(({ op }) => op);
    const first = heavy('/device:GPU:0');
    expect(first.filter((op) => op.startsWith('Conv2D')).length).toBeGreaterThan(10);
    for (const device of placement.accelerators) expect(heavy(device)).toEqual(first);
    expect(heavy(HOST)).toEqual([]);

    const on = (op: string) =>
      new Set(graph.nodes.filter((node) => node.op === op).map(({ device }) => device));
    for (const op of ['VarHandleOp', 'ReadVariableOp', 'AssignVariableOp'])
      expect(on(op)).toEqual(new Set(['/device:GPU:0']));

    // No constant is sent.
    expect(sent.filter(({ source }) => /^(Const|Fill)$/.test(source.op))).toEqual([]);
    // To another tower: a few whole values, never one a parameter.
    const passes = Object.values(DIVIDED[name](1).bundle.programs).flatMap(({ equations }) =>
      equations.filter(({ op }) => op === 'softmaxCrossEntropy'),
    );
    const last = placement.accelerators.at(-1);
    const arriving = sent.filter(({ to }) => to === last);
    expect(arriving.length).toBeLessThanOrEqual(7 * passes.length);
    const leaving = sent.filter(({ source }) => source.device === last);
    expect(leaving.length).toBeLessThanOrEqual(5 * passes.length);
  });
});

type Feeds = Readonly<Record<string, TensorData>>;

/** What a step leaves of a divided bundle's start. */
async function after(
  executor: Executor,
  { bundle, initial }: Divided,
  [program, given]: readonly [string, Feeds],
) {
  const executable = await executor.load(bundle);
  await writeVariables(executable, initial(1));
  const { feeds } = programNamed(bundle, program);
  await executable.run(program, Object.fromEntries(Object.entries(given).filter(([name]) => name in feeds)));
  const left: Record<string, readonly number[]> = {};
  for (const variable of Object.keys(bundle.variables))
    left[variable] = Array.from(await executable.read(variable));
  await executable.dispose();
  return left;
}

function programNamed({ programs }: Bundle, name: string): Program {
  const program = programs[name];
  if (program === undefined) throw new Error(`no program ${name}`);
  return program;
}

const STEPS = [
  ['search', 'weightStep@8'],
  ['search', 'alphaStep'],
  ['second', 'alphaStep@8'],
  ['train', 'trainStep@8'],
] as const;

it.each(STEPS)('%s: %s on two devices is the same step', async (name, program) => {
  const feeds = {
    ...{ ...dividedFeeds('', 0), ...dividedFeeds('train.', 0), ...dividedFeeds('valid.', 1) },
    ...{ ...scalars, dropPathKeep: Float32Array.of(0.8), seed: Int32Array.of(1, 2) },
  };
  const tfjs = await createTfjsExecutor();
  const found = await after(createTensorflowExecutor('side-by-side', 2), DIVIDED[name](2), [program, feeds]);
  const expected = await after(tfjs, DIVIDED[name](2), [program, feeds]);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [variable, values] of Object.entries(expected)) {
    const size = Math.max(1e-3, ...values.map(Math.abs));
    values.forEach((value, i) =>
      expect(Math.abs((found[variable]?.[i] ?? Number.NaN) - value)).toBeLessThan(2e-3 * size),
    );
  }
  // Two towers are not one: each normalizes by itself.
  const whole = await after(tfjs, DIVIDED[name](1), [program, feeds]);
  expect(whole['statistics.mean']).not.toEqual(expected['statistics.mean']);
});

it('a program of more devices than there are is refused by name', async () => {
  const loading = createTensorflowExecutor('side-by-side').load(DIVIDED.search(2).bundle);
  await expect(loading).rejects.toMatchObject({ code: 'engine/no-device' });
});
