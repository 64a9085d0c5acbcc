import type { Command } from 'commander';
import {
  keptCheckpoints,
  newestCheckpoint,
  readEvaluations,
  readHistory,
  summarize,
  weightsSha256,
} from '../../runs/index.ts';
import type { RunEvent, StoredRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { printableRecord, printableSummary } from './printable-run.ts';
import { RUN_HELP } from './run-help.ts';
import { showWords } from './show-words.ts';
import type { ShownRun } from './show-words.ts';

/** `runs show`. */
export function defineShow(command: Command, { host, output }: Cli): void {
  command
    .command('show')
    .description('a run: its settings, environment, state, checkpoints and result')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const shown = await look(await host.store.find(reference));
      for (const problem of shown.problems) output.message(`dartboard: ${problem}`);
      output.result(printable(shown), () => showWords(shown));
    });
}

/** All that is known of a run. */
async function look(run: StoredRun): Promise<ShownRun> {
  const summary = await summarize(run);
  const { checkpoint, problems } = await newestCheckpoint(run.paths.checkpoints);
  const { events, problems: damaged } = await readHistory(run);
  const evaluated = await readEvaluations(run);
  const newest =
    checkpoint === null
      ? null
      : { step: checkpoint.snapshot.step, sha256: weightsSha256(checkpoint.snapshot) };
  return {
    run,
    summary,
    newest,
    checkpoints: await keptCheckpoints(run, events),
    load: events.findLast((event): event is LoadEvent => event.type === 'load') ?? null,
    alarms: events.filter((event): event is AlarmEvent => event.type === 'alarm'),
    evaluations: evaluated.evaluations,
    problems: [...problems, ...damaged, ...evaluated.problems],
  };
}

type LoadEvent = Extract<RunEvent, { type: 'load' }>;
type AlarmEvent = Extract<RunEvent, { type: 'alarm' }>;

function printable(shown: ShownRun): object {
  const { run, summary, newest, checkpoints, load, alarms, evaluations, problems } = shown;
  return {
    ...printableSummary(summary),
    checkpoint: newest?.step ?? null,
    weightsSha256: newest?.sha256 ?? null,
    checkpoints,
    load,
    alarms,
    evaluations,
    problems,
    folder: run.paths.folder,
    record: printableRecord(run.record),
  };
}
