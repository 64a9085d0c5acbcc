import { messageOf } from '../../base/errors.ts';
import { newEvaluationId } from '../../runs/index.ts';
import type { StoredRun } from '../../runs/index.ts';
import type { TestResult } from '../../train/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { checkEvaluation, checkFinished, evaluateRuns, keepFound } from '../evaluate-run.ts';
import type { EvaluatedRun, NewEvaluation } from '../evaluate-run.ts';
import { table } from '../output.ts';
import { takePlace } from '../place.ts';
import { addPlacingOptions, isComing, isForQueue, putIntoQueue, queueOptions } from '../queue/placing.ts';
import type { PlacingOptions } from '../queue/placing.ts';
import { findEach } from '../run-arguments.ts';
import { percent, summaryOverSeeds, summaryWords } from '../score-summary.ts';

interface EvaluateOptions extends PlacingOptions {
  readonly data?: string;
  readonly confusion?: true;
}

const INTERRUPTED = 130;
/** More classes than these make a matrix that no terminal holds. */
const SHOWN_CLASSES = 20;

/** `evaluate`: tests what finished trainings have learnt. */
export const evaluate: CommandDef = {
  summary: 'test the networks of finished trainings again, in detail, also on other images',
  define(command, cli) {
    command
      .argument('<run...>', 'trainings: the id of each, the beginning of it, or latest')
      .option('--data <name or folder>', 'test on the test images of that data set')
      .option(
        '--confusion',
        `show the confusion matrix also of more than ${SHOWN_CLASSES} classes or of several runs`,
      );
    addPlacingOptions(command).action(async (references: readonly string[], options: EvaluateOptions) => {
      const runs = await findEach(cli.host.store, references);
      if (isForQueue(options)) await queueEvaluations(cli, runs, options);
      else process.exitCode = await evaluateNow(cli, runs, options);
    });
  },
};

/** @returns with what the program ends */
async function evaluateNow(cli: Cli, runs: readonly StoredRun[], options: EvaluateOptions): Promise<number> {
  const { host, output } = cli;
  for (const run of runs) await checkFinished(run);
  const id = newEvaluationId();
  const place = await takePlace(cli, { id, count: 1 }, options.beside ?? false);
  if (place === null) return INTERRUPTED;
  // It is this process that computes: on the device whose place it has taken.
  Object.assign(process.env, place.env);
  const { places, version } = host;
  const context = { places, version, data: options.data ?? null, note: output.message };
  const found: EvaluatedRun[] = [];
  try {
    for await (const { evaluated, ...kept } of evaluateRuns(runs, context)) {
      found.push(evaluated);
      output.result(evaluated, () =>
        runs.length === 1
          ? detailWords(evaluated, options)
          : `${evaluated.run}, seed ${evaluated.seed}: ${words(evaluated, options)}`,
      );
      await keep(cli, kept, runs);
    }
  } finally {
    await place.release();
  }
  if (runs.length > 1) tellSummary(cli, runs, found);
  return 0;
}

/** What was computed is told even where it cannot be kept. */
async function keep(
  { output }: Cli,
  found: Pick<NewEvaluation, 'stored' | 'predicted'>,
  runs: readonly StoredRun[],
): Promise<void> {
  const run = runs.find(({ id }) => id === found.stored.run);
  try {
    if (run !== undefined) await keepFound(run, found);
  } catch (error) {
    output.message(`dartboard: The evaluation was not kept: ${messageOf(error)}`);
  }
}

async function queueEvaluations(
  cli: Cli,
  runs: readonly StoredRun[],
  options: EvaluateOptions,
): Promise<void> {
  const { host, output } = cli;
  const turn = await queueOptions(host, options);
  for (const run of runs) {
    const data = await checkEvaluation(run, {
      places: host.places,
      data: options.data ?? null,
      note: output.message,
    });
    const isAwaited = await isComing(run, host);
    if (!isAwaited) await checkFinished(run);
    const wanted = [{ kind: 'evaluation', id: newEvaluationId(), run: run.id, data }] as const;
    await putIntoQueue(cli, { wanted, needs: isAwaited ? [run.id] : [] }, turn);
  }
}

function tellSummary({ output }: Cli, stored: readonly StoredRun[], found: readonly EvaluatedRun[]): void {
  const runs = found.map(({ run, seed, test: { accuracy, error, loss } }) => ({
    run,
    seed,
    accuracy,
    error,
    loss,
  }));
  const tested = stored.flatMap(({ record }) => {
    const test = found.find(({ run }) => run === record.id)?.test;
    return test === undefined ? [] : [{ record, score: test }];
  });
  const { summary, problem } = summaryOverSeeds(tested);
  if (summary === null) {
    output.line({ runs, summary });
    output.message(problem);
    return;
  }
  output.result({ runs, summary }, () => summaryWords(summary));
}

function words(evaluated: EvaluatedRun, { confusion }: EvaluateOptions): string {
  return confusion === true ? detailWords(evaluated, { confusion }) : scoreWords(evaluated);
}

function scoreWords({ test, data }: EvaluatedRun): string {
  const { accuracy, error, loss, top5, images } = test;
  const five = top5 === null ? '' : `, top-5 ${percent(top5)}`;
  return `Test accuracy ${percent(accuracy)}, error ${percent(error)}${five}, loss ${loss.toFixed(4)} on ${images} images of ${data}`;
}

function detailWords(evaluated: EvaluatedRun, { confusion }: EvaluateOptions): string {
  const { test } = evaluated;
  const isShown = confusion === true || test.perClass.length <= SHOWN_CLASSES;
  return [
    scoreWords(evaluated),
    '',
    classWords(test),
    ...(isShown ? ['', 'Rows are the true classes, columns the predicted ones:', confusionWords(test)] : []),
  ].join('\n');
}

function classWords({ perClass }: TestResult): string {
  const rows = perClass.map(({ class: name, images, correct, accuracy }, k) => [
    k,
    name,
    images,
    correct,
    (accuracy === null ? '-' : percent(accuracy)).padStart('accuracy'.length),
  ]);
  return table([['', 'class', 'images', 'correct', 'accuracy'], ...rows]);
}

function confusionWords({ perClass, confusion }: TestResult): string {
  const rows = confusion.map((row, k) => [k, perClass[k]?.class ?? '', ...row]);
  return table([['', '', ...confusion.map((_, k) => k)], ...rows]);
}
