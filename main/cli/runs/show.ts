import type { Command } from 'commander';
import { newestCheckpoint, readEvents, summarize, weightsSha256 } from '../../runs/index.ts';
import type { RunSummary, StoredRun } from '../../runs/index.ts';
import { FORMATS } from '../../spaces/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { bestWords } from '../printable.ts';
import { contentOf, dataWords } from '../run-data.ts';
import { shownSettingsOf } from '../settings.ts';
import { printableRecord, printableSummary } from './printable-run.ts';
import { RUN_HELP } from './run-help.ts';

/** `runs show`. */
export function defineShow(command: Command, { host, output }: Cli): void {
  command
    .command('show')
    .description('a run: its settings, environment, state and result')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const run = await host.store.find(reference);
      const summary = await summarize(run);
      const { checkpoint, problems } = await newestCheckpoint(run.paths.checkpoints);
      const events = await readEvents(run);
      for (const problem of [...problems, ...events.problems]) output.message(`dartboard: ${problem}`);
      const saved =
        checkpoint === null
          ? null
          : { step: checkpoint.snapshot.step, sha256: weightsSha256(checkpoint.snapshot) };
      const value = {
        ...printableSummary(summary),
        checkpoint: saved?.step ?? null,
        weightsSha256: saved?.sha256 ?? null,
        folder: run.paths.folder,
        record: printableRecord(run.record),
      };
      output.result(value, () => showWords(run, summary, saved));
    });
}

function showWords(
  { record, paths }: StoredRun,
  summary: RunSummary,
  saved: { readonly step: number; readonly sha256: string } | null,
): string {
  const { result, problem, state, step, steps } = summary;
  const environment = record.starts.at(-1)?.environment;
  const rows = [
    ['run', summary.run],
    ['title', record.title],
    ['started', summary.started],
    ['state', `${state}, step ${step} of ${steps}`],
    ...(problem === null ? [] : [['problem', problem]]),
    ['data', `${dataWords(record.data)} (content ${contentOf(record.data)})`],
    ['seed', String(record.seed)],
    ...(record.parent === null
      ? []
      : [['cell of', `${record.parent.run}${epochWords(record.parent.epoch)}`]]),
    ...shownSettingsOf(record.config).map(([key, value]) => [`  ${key}`, JSON.stringify(value)]),
    ...(environment === undefined
      ? []
      : [
          ['computed on', `${environment.engine}, ${environment.deviceName}, ${environment.threads} threads`],
        ]),
    ['checkpoint', saved === null ? 'none yet' : `step ${saved.step}`],
    ['weights', saved === null ? 'none yet' : `SHA-256 ${saved.sha256}`],
    ...(result?.kind === 'train'
      ? [
          [
            'test',
            `accuracy ${(100 * result.test.accuracy).toFixed(2)}%, loss ${result.test.loss.toFixed(4)}`,
          ],
          ...(result.best === null ? [] : [['best epoch by test accuracy', bestWords(result.best)]]),
          [
            'size',
            `${result.parameters} parameters, ${result.macs} multiply-accumulates (convolutions and linear layers, one image)`,
          ],
        ]
      : []),
    ['folder', paths.folder],
  ];
  const genotype = result?.kind === 'search' ? result.genotype : record.genotype;
  return [table(rows), ...(genotype === null ? [] : [FORMATS.python.print(genotype)])].join('\n');
}

const epochWords = (epoch: number | null): string => (epoch === null ? '' : ` after ${epoch} epochs`);
