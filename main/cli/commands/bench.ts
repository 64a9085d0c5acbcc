import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Argument, InvalidArgumentError, Option } from 'commander';
import { median } from '../../base/statistics.ts';
import { createTensorflowExecutor } from '../../engine/index.ts';
import type { Executor, Parallelism } from '../../engine/index.ts';
import { SPACES } from '../../spaces/index.ts';
import { BENCHMARKS, runBenchmark } from '../benchmark.ts';
import type { BenchmarkName, BenchmarkPlan, Timing } from '../benchmark.ts';
import type { Cli, CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { KINDS } from '../kinds.ts';
import { LANGUAGE_BENCHMARKS, runLanguageBenchmark } from '../language/benchmark.ts';
import type { LanguageBenchmarkName } from '../language/benchmark.ts';
import { workersFor } from '../run-data.ts';
import { profilerOf } from '../profile.ts';
import type { Profiler } from '../profile.ts';

/** The kind of run whose steps a benchmark times. */
const KIND_OF = { search: 'search', final: 'train' } as const satisfies Record<
  BenchmarkName,
  keyof typeof KINDS
>;

/** The search space that the published searches and the peer have. */
const SPACE = 'darts';

interface BenchOptions {
  readonly batch?: number;
  readonly channels?: number;
  readonly layers?: number;
  readonly length?: number;
  readonly units?: number;
  readonly words?: number;
  readonly steps: number;
  readonly space?: string;
  readonly dtype: BenchmarkPlan['dtype'];
  readonly threads?: number;
  readonly kernels: 'own' | 'tensorflow';
  readonly cores?: Parallelism;
  readonly profile?: true;
}

/** `bench`: the speed of a step, for the comparison with other programs. */
export const bench: CommandDef = {
  summary: 'time the steps of a search or of a final training on random images',
  define(command, { output, host }) {
    command
      .addArgument(
        new Argument('<job>', 'what is timed').choices([
          ...Object.keys(BENCHMARKS),
          ...Object.keys(LANGUAGE_BENCHMARKS),
        ]),
      )
      .option('--batch <number>', 'images in a batch (search 64, final 32)', positive)
      .option('--channels <number>', 'channels of the first cell (search 16, final 36)', positive)
      .option('--layers <number>', 'number of cells (search 8, final 20)', positive)
      .option('--length <number>', 'of language models: words of a batch (35)', positive)
      .option(
        '--units <number>',
        'of language models: numbers in a state (rnn 850, rnn-search 300)',
        positive,
      )
      .option('--words <number>', 'of language models: words of the vocabulary (10000)', positive)
      .option('--steps <number>', 'steps that are timed, after the first', positive, 3)
      .addOption(new Option('--space <name>', `space of a search (${SPACE})`).choices(Object.keys(SPACES)))
      .addOption(
        new Option('--dtype <name>', 'numbers of the images')
          .choices(['float32', 'bfloat16'])
          .default('float32'),
      )
      .option('--threads <number>', 'threads that compute (all cores)', positive)
      .addOption(
        new Option('--kernels <whose>', "the engine's own kernels for the processor, or TensorFlow's alone")
          .choices(['own', 'tensorflow'])
          .default('own'),
      )
      .addOption(
        new Option('--cores <how>', 'how the cores share the work (as a run of that kind)').choices([
          'side-by-side',
          'together',
        ]),
      )
      .option('--profile', 'also say how long each kind of op took, in one more step')
      .action(async (job: BenchmarkName | LanguageBenchmarkName, options: BenchOptions) => {
        if (isOfWords(job)) {
          await benchWords(job, options, { output, host });
          return;
        }
        const plan = planOf(job, options);
        const profiler = profilerOf(executorOf(KINDS[KIND_OF[job]].parallelism, options));
        const { executor } = profiler;
        const { places, version } = host;
        const means = { executor, workers: workersFor(cpus().length), workerPath: places.dataWorker };
        const timing = await runBenchmark(job, plan, {
          ...means,
          now: () => performance.now(),
          ...(options.profile ? { beforeLast: () => profiler.begin() } : {}),
        });
        const measured = reportOf({ job, plan, timing, executor, version });
        const report = options.profile
          ? { ...measured, ops: Object.fromEntries(profiler.times()) }
          : measured;
        output.result(report, () => [words(measured), ...profileLines(profiler)].join('\n'));
      });
  },
};

const isOfWords = (job: BenchmarkName | LanguageBenchmarkName): job is LanguageBenchmarkName =>
  Object.hasOwn(LANGUAGE_BENCHMARKS, job);

/** Times the steps of a language model. */
async function benchWords(
  job: LanguageBenchmarkName,
  options: BenchOptions,
  { output, host: { version } }: Pick<Cli, 'output' | 'host'>,
): Promise<void> {
  const { defaults } = LANGUAGE_BENCHMARKS[job];
  const { steps } = options;
  const plan = {
    batch: options.batch ?? defaults.batch,
    length: options.length ?? defaults.length,
    units: options.units ?? defaults.units,
    words: options.words ?? defaults.words,
    steps,
  };
  const profiler = profilerOf(executorOf('together', options));
  const { executor } = profiler;
  const timing = await runLanguageBenchmark(job, plan, {
    executor,
    now: () => performance.now(),
    ...(options.profile ? { beforeLast: () => profiler.begin() } : {}),
  });
  const stepMs = median(timing.stepsMs);
  const device = executor.describe();
  const { batch, length, units, words } = plan;
  const measured = {
    job,
    engine: `dartboard ${version} (${device.engine} ${device.version}, ${device.device})`,
    ...{ batch, length, units, words, dtype: 'float32', threads: device.threads },
    params: timing.parameters,
    first_step_s: rounded(timing.firstStepMs / 1000, 3),
    step_s: rounded(stepMs / 1000, 4),
    words_per_s: rounded((1000 * batch * length) / stepMs, 1),
    peak_rss_mb: Math.floor(process.resourceUsage().maxRSS / 1024),
    start_to_first_step_s: rounded(timing.startToFirstStepMs / 1000, 3),
  };
  const report = options.profile ? { ...measured, ops: Object.fromEntries(profiler.times()) } : measured;
  output.result(report, () =>
    [
      `${job}, batch ${batch}, ${length} words, ${units} units: ${measured.words_per_s} words/s, ${measured.step_s} s a step`,
      `first step ${measured.first_step_s} s; at most ${measured.peak_rss_mb} MB; ${measured.params} parameters; ${measured.engine}, ${device.threads} threads`,
      ...profileLines(profiler),
    ].join('\n'),
  );
}

function planOf(job: BenchmarkName, options: BenchOptions): BenchmarkPlan {
  const { steps, dtype, space } = options;
  if (job === 'final' && space !== undefined)
    throw cliError('cli/wrong-use', { problem: 'A final training has no search space: leave --space out.' });
  const { defaults } = BENCHMARKS[job];
  return {
    batch: options.batch ?? defaults.batch,
    channels: options.channels ?? defaults.channels,
    layers: options.layers ?? defaults.layers,
    steps,
    dtype,
    space: space ?? SPACE,
  };
}

/** The executor that a run of that kind computes with. TensorFlow reads the numbers of its threads when it is loaded. */
function executorOf(usual: Parallelism, { threads, cores, kernels }: BenchOptions): Executor {
  const parallelism = cores ?? usual;
  if (threads !== undefined) {
    process.env['TF_NUM_INTEROP_THREADS'] = String(threads);
    process.env['TF_NUM_INTRAOP_THREADS'] = parallelism === 'together' ? String(threads) : '1';
  }
  const executor = createTensorflowExecutor(parallelism);
  return { ...executor, fuses: executor.fuses && kernels === 'own' };
}

/** Kinds of op that are listed. */
const LISTED = 12;

function profileLines(profiler: Profiler): readonly string[] {
  return [...profiler.times()].flatMap(([program, times]) => {
    const all = times.reduce((sum, { seconds }) => sum + seconds, 0);
    const lines = times
      .slice(0, LISTED)
      .map(
        ({ op, calls, seconds }) => `  ${op.padEnd(32)}${String(calls).padStart(6)}  ${seconds.toFixed(3)} s`,
      );
    return [`${program}: ${all.toFixed(2)} s of ops, summed over the threads`, ...lines];
  });
}

interface Measured {
  readonly job: BenchmarkName;
  readonly plan: BenchmarkPlan;
  readonly timing: Timing;
  readonly executor: Executor;
  readonly version: string;
}

/** The fields that every program of the comparison prints, and two of our own. */
function reportOf({ job, plan, timing, executor, version }: Measured) {
  const { batch, channels, layers, dtype, space } = plan;
  const stepMs = median(timing.stepsMs);
  const device = executor.describe();
  return {
    job,
    engine: `dartboard ${version} (${device.engine} ${device.version}, ${device.device})`,
    ...{ batch, channels, layers, dtype },
    ...(job === 'search' ? { space } : {}),
    layout: 'nhwc',
    // The whole step is one graph, prepared before it runs.
    compiled: true,
    threads: device.threads,
    params: timing.parameters,
    first_step_s: rounded(timing.firstStepMs / 1000, 3),
    step_s: rounded(stepMs / 1000, 4),
    img_per_s: rounded((1000 * batch) / stepMs, 2),
    peak_rss_mb: Math.floor(process.resourceUsage().maxRSS / 1024),
    start_to_first_step_s: rounded(timing.startToFirstStepMs / 1000, 3),
    waiting_share: rounded(timing.waitingShare, 5),
  };
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

function words(report: ReturnType<typeof reportOf>): string {
  const { job, batch, channels, layers, dtype, engine } = report;
  return [
    `${job}, batch ${batch}, ${channels} channels, ${layers} cells, ${dtype}: ${report.img_per_s} images/s, ${report.step_s} s a step`,
    `first step ${report.first_step_s} s, ${report.start_to_first_step_s} s after the process began; ${(100 * report.waiting_share).toFixed(2)} % of the time waiting for batches`,
    `at most ${report.peak_rss_mb} MB; ${report.params} parameters; ${engine}, ${report.threads} threads`,
  ].join('\n');
}

function positive(text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}
