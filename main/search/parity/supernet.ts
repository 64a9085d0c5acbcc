/** Two complete search steps, run by the method's own programs and its own `step`. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import type { Executable, Executor, TensorData } from '../../engine/index.ts';
import { ALPHAS, imagesFromTorch, parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';
import { CELL_KINDS, deriveGenotype } from '../../spaces/index.ts';
import { writeVariables } from '../../train/index.ts';
import type { LabelledBatch } from '../supernet-method.ts';
import { genotypeComparisons, genotypeSchema } from './genotype.ts';
import { startOf, subjectOf, supernetSchema, tensorSchema, unpacked } from './supernet-subject.ts';
import type { Subject, SupernetCase } from './supernet-subject.ts';

/** A first forward pass, two steps, and the genotype after them. @throws nn/fixture, nn/parameter-shape, spaces/... */
export async function runSupernet(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const subject = subjectOf(fixture.id, parsedFixture(fixture.id, supernetSchema, fixture), executor.fuses);
  const executable = await executor.load(subject.made.bundle);
  try {
    const start = startOf(subject);
    await writeVariables(executable, start);
    const initial = await firstForward(subject, executable);
    // That pass has moved velocity and statistics.
    await writeVariables(executable, start);
    const { train1, valid1, train2, valid2 } = subject.given;
    const first = await step(subject, executable, { number: 1, train: train1, valid: valid1 });
    const second = await step(subject, executable, { number: 2, train: train2, valid: valid2 });
    return [...initial, ...first, ...second, ...(await genotypeAfter(subject, executable))];
  } finally {
    await executable.dispose();
  }
}

const batchOf = ({ x, labels }: SupernetCase['train1']): LabelledBatch => ({
  images: imagesFromTorch(x).data,
  labels: Int32Array.from(labels),
  size: labels.length,
});

/** The training-mode forward pass that begins a weights' step; at a rate of 0 the weights stay. */
async function firstForward(subject: Subject, executable: Executable): Promise<readonly Comparison[]> {
  const { images, labels, size } = batchOf(subject.given.train1);
  const learningRate = Float32Array.of(0);
  const results = await executable.run(`weightStep@${size}`, { images, labels, learningRate });
  return [
    compare(subject, 'initial_train1_logits', results['logits']),
    compare(subject, 'initial_train1_loss', results['loss']),
  ];
}

/** What fixtures call the cells. */
const CELL_NAMES = { normal: 'normal', reduction: 'reduce' } as const;

async function step(
  subject: Subject,
  executable: Executable,
  on: {
    readonly number: 1 | 2;
    readonly train: SupernetCase['train1'];
    readonly valid: SupernetCase['train1'];
  },
): Promise<readonly Comparison[]> {
  const { given, strategy, settings } = subject;
  const runs: Readonly<Record<string, TensorData>>[] = [];
  await strategy.step(
    {
      executable: recorded(executable, runs),
      step: on.number - 1,
      learningRate: given.hyper.lr,
      weightBatch: batchOf(on.train),
      alphaBatch: batchOf(on.valid),
      space: subject.space,
      seed: 0,
      accumulate: 1,
    },
    settings,
  );
  const [alphaRun = {}, weightRun = {}] = runs;
  const name = (quantity: string) => `step${on.number}_${quantity}`;
  const comparisons: Comparison[] = [];
  for (const kind of CELL_KINDS) {
    const cell = CELL_NAMES[kind];
    const gradient = compare(subject, name(`arch_grad_${cell}`), alphaRun[`gradient.${kind}`]);
    comparisons.push(given.unrolled ? asDifference(gradient) : gradient);
    comparisons.push(compare(subject, name(`alphas_${cell}`), await executable.read(ALPHAS[kind])));
    if (!given.unrolled) continue;
    const implicit = compare(subject, name(`implicit_${cell}`), alphaRun[`implicit.${kind}`]);
    comparisons.push(asDifference(implicit));
  }
  if (given.unrolled) comparisons.push(compare(subject, name('epsilon'), alphaRun['epsilon']));
  return [
    ...comparisons,
    compare(subject, name('weight_loss'), weightRun['loss']),
    compare(subject, name('grad_norm'), weightRun['gradientNorm']),
    ...(await parametersAfter(subject, executable, name)),
  ];
}

/** The executable, which also keeps the fetches of every run: a step tells of few. */
function recorded(executable: Executable, runs: Readonly<Record<string, TensorData>>[]): Executable {
  return {
    read: (variable) => executable.read(variable),
    write: (variable, value) => executable.write(variable, value),
    dispose: () => executable.dispose(),
    async run(program, feeds) {
      const results = await executable.run(program, feeds);
      runs.push(results);
      return results;
    },
  };
}

const tensorsSchema = z.record(z.string(), tensorSchema);
const summarySchema = z.record(z.string(), z.object({ sum: z.number(), l2: z.number() }));

/** The tensors that the fixture gives in full, and sum and norm of every tensor. */
async function parametersAfter(
  subject: Subject,
  executable: Executable,
  name: (quantity: string) => string,
): Promise<readonly Comparison[]> {
  const { id, given } = subject;
  const parameters = unpacked(subject, await executable.read('weights'));
  const valueOf = (parameter: string) => parameters[parameter] ?? [];
  const whole = parsedFixture(id, tensorsSchema, given.expect[name('params')]);
  const summary = parsedFixture(id, summarySchema, given.expect[name('params_summary')]);
  return [
    ...Object.entries(whole).map(([parameter, { data }]): Comparison => ({
      quantity: `${name('params')} ${parameter}`,
      found: valueOf(parameter),
      expected: data,
      deviation: 0,
    })),
    ...Object.entries(summary).flatMap(([parameter, { sum, l2 }]): Comparison[] => {
      const values: readonly number[] = Array.from(valueOf(parameter));
      const total = values.reduce((so, value) => so + value, 0);
      const norm = Math.sqrt(values.reduce((so, value) => so + value * value, 0));
      const quantity = `${name('params_summary')} ${parameter}`;
      return [
        // A sum may cancel: its size is that of the norm.
        { quantity: `${quantity} sum`, found: [total], expected: [sum], deviation: 0, scale: l2 },
        { quantity: `${quantity} l2`, found: [norm], expected: [l2], deviation: 0 },
      ];
    }),
  ];
}

async function genotypeAfter(subject: Subject, executable: Executable): Promise<readonly Comparison[]> {
  const { id, given, space } = subject;
  const columns = space.primitives.length;
  const rows = async (kind: keyof typeof ALPHAS) => {
    const values = await executable.read(ALPHAS[kind]);
    return Array.from({ length: values.length / columns }, (_, row) =>
      values.subarray(row * columns, (row + 1) * columns),
    );
  };
  const found = deriveGenotype(space, { normal: await rows('normal'), reduction: await rows('reduction') });
  const expected = parsedFixture(id, genotypeSchema, given.expect['genotype_after_step2']);
  return genotypeComparisons(found, expected, given.primitives);
}

const numbersSchema = z.union([
  z.number().transform((value): readonly number[] => [value]),
  tensorSchema.transform(({ data }): readonly number[] => data),
]);

/** A quantity of `expect`. */
function compare({ id, given }: Subject, quantity: string, found: TensorData | undefined): Comparison {
  return {
    quantity,
    found: defined(found, `a step fetches ${quantity}`),
    expected: parsedFixture(`${id}, ${quantity}`, numbersSchema, given.expect[quantity]),
    deviation: given.f32_dev[quantity] ?? 0,
  };
}

/**
 * Compares a quotient of small differences, in which float32 keeps fewer digits: within 30 times the reference's own error and 1e-3 of
 * its size, where other quantities have 10 times and 1e-5.
 */
export function asDifference(comparison: Comparison): Comparison {
  const size = Array.from(comparison.expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { ...comparison, deviation: 3 * comparison.deviation, scale: 100 * size };
}
