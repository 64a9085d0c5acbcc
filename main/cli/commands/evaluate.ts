import { newestCheckpoint, runsError, summarize } from '../../runs/index.ts';
import type { RunResult, StoredRun } from '../../runs/index.ts';
import { openDataset } from '../../data/index.ts';
import type { Dataset } from '../../data/index.ts';
import { genotypeToFile } from '../../spaces/index.ts';
import type { Snapshot } from '../../train/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { prepareRun } from '../prepare-run.ts';

interface EvaluateOptions {
  readonly data?: string;
}

/** `evaluate`: tests what a finished training has learnt. */
export const evaluate: CommandDef = {
  summary: 'test the network of a finished training again, also on other images',
  define(command, cli) {
    command
      .argument('<run>', 'a training: its id, the beginning of it, or latest')
      .option('--data <name or folder>', 'test on the test images of that data set')
      .action(async (reference: string, { data }: EvaluateOptions) => {
        const run = await cli.host.store.find(reference);
        const snapshot = await learnt(run);
        const { result, device } = await test(cli, run, { snapshot, data: data ?? null });
        const { loss, accuracy } = result.test;
        const { genotype, data: trainedOn } = run.record;
        const value = {
          run: run.id,
          ...(genotype === null ? {} : { genotype: genotypeToFile(genotype) }),
          data: data ?? trainedOn.name,
          test: { loss, accuracy },
          parameters: result.parameters,
          macs: result.macs,
          device,
        };
        cli.output.result(
          value,
          () => `Test accuracy ${(100 * accuracy).toFixed(2)}%, loss ${loss.toFixed(4)} on ${value.data}`,
        );
      });
  },
};

/** The last state of a finished training. */
async function learnt(run: StoredRun): Promise<Snapshot> {
  if (run.record.kind !== 'train') throw cliError('cli/not-a-training', { run: run.id });
  const { state } = await summarize(run);
  if (state !== 'finished') throw cliError('cli/not-finished', { run: run.id, state });
  const { checkpoint, problems } = await newestCheckpoint(run.paths.checkpoints);
  if (checkpoint === null) throw runsError('runs/no-checkpoint', { run: run.id });
  // An older checkpoint than the last would be evaluated as if it were the result.
  if (problems.length > 0) throw runsError('runs/damaged-checkpoints', { run: run.id, problems });
  return checkpoint.snapshot;
}

interface Evaluation {
  readonly snapshot: Snapshot;
  /** Null: the data set of the training. */
  readonly data: string | null;
}

type TrainResult = Extract<RunResult, { kind: 'train' }>;

/** A training that is continued after its last step does nothing but test. */
async function test(
  { host }: Cli,
  run: StoredRun,
  { snapshot, data }: Evaluation,
): Promise<{ readonly result: TrainResult; readonly device: string }> {
  const { places, version } = host;
  const other = data === null ? null : await openDataset(data, { resourcesDir: places.resources });
  const adapt = (own: Dataset): Dataset => (other === null ? own : withTestOf(own, other));
  const prepared = await prepareRun(run, snapshot, { places, version, adapt });
  try {
    const end = await prepared.loop.events().next();
    if (!end.done || end.value.kind !== 'train')
      throw new Error('internal: a finished training has no steps left');
    return { result: end.value, device: prepared.device };
  } finally {
    await prepared.loop.dispose();
  }
}

/** The data set of a training with the test images of another; what was learnt expects the training's own normalization. */
function withTestOf(own: Dataset, other: Dataset): Dataset {
  const shape = ({ height, width, channels, classes }: Dataset): string =>
    `${height}x${width}x${channels} and ${classes.length} classes`;
  if (shape(own) === shape(other)) return { ...own, test: other.test };
  const problem = `it has images of ${shape(other)}, the run was trained on ${shape(own)}`;
  throw cliError('cli/data-mismatch', { name: other.name, problem });
}
