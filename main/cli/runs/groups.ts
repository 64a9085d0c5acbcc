import type { Command } from 'commander';
import type { ListedRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { groupListWords } from '../group-words.ts';
import { listGroups } from '../list-groups.ts';
import { findEach } from '../run-arguments.ts';
import { RUN_HELP } from './run-help.ts';

interface GroupsOptions {
  readonly experiment?: string;
  readonly against?: string;
}

const HELP = `
Of each group: the mean, the deviation of a sample (n - 1), and the interval in which the true mean lies with 95 % confidence, by
Student's t distribution. Two groups are compared by Welch's test, which does not ask that they spread alike.`;

/** `runs groups`. */
export function defineGroups(command: Command, { host, output }: Cli): void {
  command
    .command('groups')
    .description('runs that differ in nothing but their seed: means, and how sure they are')
    .argument('[run...]', `only these: ${RUN_HELP}`)
    .option('--experiment <name>', 'only those of this experiment')
    .option('--against <run>', 'compare every other group with the one of that run')
    .addHelpText('after', HELP)
    .action(async (references: readonly string[], { experiment, against }: GroupsOptions) => {
      const { runs, problems } = await host.store.list();
      for (const problem of problems) output.message(`dartboard: ${problem}`);
      const named = (await findEach(host.store, references)).map(({ id }) => id);
      const base = against === undefined ? null : (await host.store.find(against)).id;
      const isMeant = ({ run, annotations }: ListedRun): boolean =>
        run === base ||
        ((named.length === 0 || named.includes(run)) &&
          (experiment === undefined || annotations.experiment === experiment));
      const meant = runs.filter(isMeant);
      if (
        experiment !== undefined &&
        !meant.some(({ annotations }) => annotations.experiment === experiment)
      ) {
        throw cliError('cli/wrong-use', { problem: unknownExperiment(experiment, runs) });
      }
      const withAlone = named.length > 0 || experiment !== undefined;
      const list = await listGroups(host.store, meant, { withAlone, against: base });
      output.result(list, () => groupListWords(list));
    });
}

function unknownExperiment(experiment: string, runs: readonly ListedRun[]): string {
  const known = [...new Set(runs.flatMap(({ annotations }) => annotations.experiment ?? []))].sort();
  const there = known.length === 0 ? 'no run belongs to one' : `there are ${known.slice(0, 10).join(', ')}`;
  return `There is no such run of the experiment "${experiment}"; ${there}.`;
}
