/** One network of a fixture, run as the reference ran it: forward and backward in training, then in evaluation. */
import { defined } from '../../base/assert.ts';
import {
  OPS,
  createBuilder,
  float32,
  forwardPasses,
  gradients,
  runPasses,
  stepPasses,
} from '../../engine/index.ts';
import type {
  Bundle,
  EngineBuilder,
  Executable,
  Executor,
  Program,
  TensorData,
  TensorType,
  Var,
} from '../../engine/index.ts';
import { nnError } from '../errors.ts';
import { parameterFromTorch } from '../torch-layout.ts';
import type { Network } from '../tracer.ts';
import type { FixtureTensor } from './fixture.ts';

/** What the reference differentiated. */
export type Loss = (b: EngineBuilder, fetches: Readonly<Record<string, Var>>) => Var;

/** The same network in both modes, and its inputs. */
export interface Subject {
  readonly id: string;
  readonly train: Network;
  /** Null where the fixture says nothing of evaluation. */
  readonly evaluate: Network | null;
  readonly loss: Loss;
  /** Values of the feeds, and of what `loss` feeds beside them. */
  readonly feeds: Readonly<Record<string, TensorData>>;
  /** The parameters, by their names in PyTorch's layout. */
  readonly parameters: Readonly<Record<string, FixtureTensor>>;
  /** Running statistics after training, where they are none of the network's own kind; they are written before evaluation. */
  readonly runningOf?: (
    train: Readonly<Record<string, TensorData>>,
  ) => Readonly<Record<string, Float32Array>>;
  /** Values of what is read beside parameters. */
  readonly alphas?: Readonly<Record<string, Float32Array>>;
}

/** What came out. */
export interface Outcome {
  /** All results of the training forward, `loss`, and `gradient.NAME` of every feed that has one, parameter and alphas. */
  readonly train: Readonly<Record<string, TensorData>>;
  /** `NAME.running_mean` and `NAME.running_var` after that forward, from 0 and 1 with momentum 0.1. */
  readonly running: Readonly<Record<string, Float32Array>>;
  /** All results in evaluation with those statistics. */
  readonly evaluate: Readonly<Record<string, TensorData>>;
}

const MOMENTUM = 0.1;

/** Runs a subject on an executor, with all the rewrites that a run has there. @throws nn/fixture when its parameters are not those of the network */
export async function runSubject(subject: Subject, executor: Executor): Promise<Outcome> {
  const executable = await executor.load(bundleOf(subject, executor.fuses));
  try {
    await writeParameters(subject, executable);
    const train = await executable.run('train', subject.feeds);
    const running = subject.runningOf?.(train) ?? runningAfter(subject.train, train);
    if (subject.evaluate === null) return { train, running, evaluate: {} };
    for (const [name, value] of Object.entries(running)) await executable.write(name, value);
    const names = Object.keys(subject.evaluate.program.feeds);
    const feeds = Object.fromEntries(
      names.map((name) => [name, defined(subject.feeds[name], 'both modes are fed')]),
    );
    return { train, running, evaluate: await executable.run('evaluate', feeds) };
  } finally {
    await executable.dispose();
  }
}

function bundleOf({ train, evaluate, loss }: Subject, fuses: boolean): Bundle {
  const rewritten = ({ program }: Network) => runPasses(program, OPS, forwardPasses('float32', fuses));
  const step = runPasses(trainProgram(rewritten(train), loss), OPS, stepPasses(fuses));
  const programs = evaluate === null ? { train: step } : { train: step, evaluate: rewritten(evaluate) };
  const variables: Record<string, TensorType> = {};
  for (const program of Object.values(programs)) {
    for (const [name, v] of Object.entries(program.reads)) variables[name] = v.type;
  }
  for (const { name, channels } of evaluate === null ? [] : train.statistics) {
    variables[`${name}.running_mean`] = float32(channels);
    variables[`${name}.running_var`] = float32(channels);
  }
  return { variables, programs };
}

/** The forward pass with a loss and its gradient by everything that goes in. */
function trainProgram(program: Program, loss: Loss): Program {
  const b = createBuilder();
  const feeds = Object.entries(program.feeds).map(([name, v]) => [name, b.feed(name, v.type)] as const);
  const reads = Object.entries(program.reads).map(([name, v]) => [name, b.read(name, v.type)] as const);
  const inputs = [...feeds, ...reads];
  const { fetches } = b.inline(program, Object.fromEntries(inputs));
  const value = loss(b, fetches);
  const found = gradients(
    b,
    value,
    inputs.map(([, v]) => v),
  );
  const named = inputs.map(
    ([name], i) => [`gradient.${name}`, defined(found[i], 'one gradient an input')] as const,
  );
  return b.build('train', { fetches: { ...fetches, loss: value, ...Object.fromEntries(named) } });
}

async function writeParameters(subject: Subject, executable: Executable): Promise<void> {
  const { id: fixture, train, parameters, alphas = {} } = subject;
  const known = new Set(train.parameters.map(({ name }) => name));
  const extra = Object.keys(parameters).find((name) => !known.has(name));
  if (extra !== undefined)
    throw nnError('nn/fixture', { fixture, problem: `the network has no parameter ${extra}` });
  for (const spec of train.parameters) {
    const given = parameters[spec.name];
    if (given === undefined) {
      throw nnError('nn/fixture', { fixture, problem: `it gives no parameter ${spec.name}` });
    }
    await executable.write(spec.name, parameterFromTorch(spec, given));
  }
  for (const [name, value] of Object.entries(alphas)) await executable.write(name, value);
}

function runningAfter(
  { statistics }: Network,
  train: Readonly<Record<string, TensorData>>,
): Readonly<Record<string, Float32Array>> {
  const after = (name: string, start: number): Float32Array =>
    Float32Array.from(
      defined(train[name], 'training fetches the statistics'),
      (value) => (1 - MOMENTUM) * start + MOMENTUM * value,
    );
  return Object.fromEntries(
    statistics.flatMap(({ name }) => [
      [`${name}.running_mean`, after(`${name}.batch_mean`, 0)],
      [`${name}.running_var`, after(`${name}.batch_var`, 1)],
    ]),
  );
}

/** The loss of single layers and cells: the sum of the output times a fixed tensor of its shape, fed as `R`. */
export const projected: Loss = (b, fetches) => {
  const out = defined(fetches['out'], 'a fragment fetches its output');
  const axes = out.type.shape.map((_, axis) => axis);
  return b.one('sum', [b.one('mul', [out, b.feed('R', out.type)])], { axes, keepDims: false });
};
