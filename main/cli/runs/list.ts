import type { Command } from 'commander';
import type { RunSummary } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { printableSummary } from './printable-run.ts';

/** `runs list`. */
export function defineList(command: Command, { host, output }: Cli): void {
  command
    .command('list')
    .description('all runs, the newest first')
    .action(async () => {
      const { runs: summaries, problems } = await host.store.list();
      for (const problem of problems) output.message(`dartboard: ${problem}`);
      output.result({ runs: summaries.map(printableSummary) }, () => listWords(summaries));
    });
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
