import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  isUnderWay,
  newestCheckpoint,
  readEvents,
  requestStop,
  runsError,
  summarize,
  weightsSha256,
} from '../../runs/index.ts';
import type { RunRecord, RunSummary, StoredRun } from '../../runs/index.ts';
import { FORMATS, genotypeToFile } from '../../spaces/index.ts';
import { launchAndAttend } from '../attend.ts';
import type { Cli, CommandDef } from '../command.ts';
import { compareRuns } from '../compare-runs.ts';
import type { RunToCompare } from '../compare-runs.ts';
import { comparisonWords } from '../comparison-words.ts';
import { table } from '../output.ts';
import { bestWords, printableResult } from '../printable.ts';
import { findEach } from '../run-arguments.ts';
import { contentOf, dataWords } from '../run-data.ts';
import { shownSettingsOf } from '../settings.ts';

const RUN_HELP = 'the id of a run, the beginning of it, or latest';
const POLL_MS = 200;

/** `runs`: the run store. */
export const runs: CommandDef = {
  summary: 'list, show, compare, resume, stop and remove runs',
  define(command, cli) {
    defineList(command, cli);
    defineShow(command, cli);
    defineCompare(command, cli);
    defineResume(command, cli);
    defineStop(command, cli);
    defineRemove(command, cli);
  },
};

function defineList(command: Command, { host, output }: Cli): void {
  command
    .command('list')
    .description('all runs, the newest first')
    .action(async () => {
      const { runs: summaries, problems } = await host.store.list();
      for (const problem of problems) output.message(`dartboard: ${problem}`);
      output.result({ runs: summaries.map(printableSummary) }, () => listWords(summaries));
    });
}

function printableSummary(summary: RunSummary): object {
  return { ...summary, result: summary.result === null ? null : printableResult(summary.result) };
}

function printableRecord(record: RunRecord): object {
  return { ...record, genotype: record.genotype === null ? null : genotypeToFile(record.genotype) };
}

function listWords(summaries: readonly RunSummary[]): string {
  if (summaries.length === 0) return 'There are no runs yet. Start with: dartboard search --preset quick';
  const rows = summaries.map(({ run, kind, state, step, steps, started, title }) => [
    run,
    kind,
    state,
    `${step}/${steps}`,
    started.slice(0, 16).replace('T', ' '),
    title,
  ]);
  return table([['run', 'kind', 'state', 'step', 'started (UTC)', 'title'], ...rows]);
}

function defineShow(command: Command, { host, output }: Cli): void {
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

function defineCompare(command: Command, { host, output }: Cli): void {
  command
    .command('compare')
    .description('runs beside each other: settings that differ, results, means over seeds')
    .argument('<run...>', RUN_HELP)
    .action(async (references: readonly string[]) => {
      const found: RunToCompare[] = [];
      for (const run of await findEach(host.store, references)) {
        const { events, problems } = await readEvents(run);
        for (const problem of problems) output.message(`dartboard: ${problem}`);
        found.push({ record: run.record, summary: await summarize(run), events });
      }
      const comparison = compareRuns(found);
      output.result(comparison, () => comparisonWords(comparison));
    });
}

function defineResume(command: Command, cli: Cli): void {
  command
    .command('resume')
    .description('go on with a run that was stopped, failed or was lost')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const run = await cli.host.store.find(reference);
      const { state } = await summarize(run);
      if (state === 'finished') throw runsError('runs/not-resumable', { run: run.id });
      if (isUnderWay(state)) throw runsError('runs/under-way', { run: run.id });
      const last = (await readEvents(run)).events.at(-1)?.seq ?? -1;
      const { code } = await launchAndAttend(cli, run, last + 1);
      process.exitCode = code;
    });
}

function defineStop(command: Command, { host, output }: Cli): void {
  command
    .command('stop')
    .description('ask a run to write a checkpoint and end')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const run = await host.store.find(reference);
      await requestStop(run);
      output.message('The run stops after its present step.');
      let summary = await summarize(run);
      while (isUnderWay(summary.state)) {
        await sleep(POLL_MS);
        summary = await summarize(run);
      }
      output.result(
        printableSummary(summary),
        () => `The run ${run.id} is ${summary.state} at step ${summary.step}.`,
      );
    });
}

function defineRemove(command: Command, { host, output }: Cli): void {
  command
    .command('remove')
    .description('move a run to the trash')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const removed = await host.store.remove(await host.store.find(reference));
      const size = `${(removed.sizeBytes / 1e6).toFixed(1)} MB`;
      output.result(
        removed,
        () => `The run ${removed.run} lies in ${removed.folder}; deleting that folder frees ${size}.`,
      );
    });
}
