import type { StoredRun } from '../../runs/index.ts';
import type { TestResult } from '../../train/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { evaluateRuns } from '../evaluate-run.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { table } from '../output.ts';
import { findEach } from '../run-arguments.ts';
import { percent, summaryOverSeeds, summaryWords } from '../score-summary.ts';

interface EvaluateOptions {
  readonly data?: string;
  readonly confusion?: true;
}

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
      )
      .action(async (references: readonly string[], options: EvaluateOptions) => {
        const runs = await findEach(cli.host.store, references);
        const { places } = cli.host;
        const context = { places, data: options.data ?? null, note: cli.output.message };
        const found: EvaluatedRun[] = [];
        for await (const evaluated of evaluateRuns(runs, context)) {
          found.push(evaluated);
          cli.output.result(evaluated, () =>
            runs.length === 1
              ? detailWords(evaluated, options)
              : `${evaluated.run}, seed ${evaluated.seed}: ${words(evaluated, options)}`,
          );
        }
        if (runs.length > 1) tellSummary(cli, runs, found);
      });
  },
};

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
