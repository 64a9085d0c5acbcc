import type { Command } from 'commander';
import { launchAndAttend } from '../attend.ts';
import type { Cli } from '../command.ts';
import { planFork } from '../fork-run.ts';
import { addPlacingOptions, isForQueue, queueRun } from '../queue/placing.ts';
import type { PlacingOptions } from '../queue/placing.ts';
import { parseSeed } from '../run-options.ts';
import { firstOwnEvent } from './first-own-event.ts';
import { RUN_HELP } from './run-help.ts';

interface ForkOptions extends PlacingOptions {
  readonly at: string;
  readonly set: readonly string[];
  readonly seed?: number;
}

const HELP = `
The new run has all that led to the checkpoint and needs the old one no more. Settings may change that leave the saved numbers
their meaning: epochs, learning rates, weight decay, drop path, ...; whatever makes another network, or another number of steps
in an epoch, is refused. Schedules are those of the whole run: with more epochs, the learning rate and the probability of drop
path are at another place of theirs.`;

/** `runs fork`. */
export function defineFork(command: Command, cli: Cli): void {
  const { host, output } = cli;
  const fork = command
    .command('fork')
    .description('go on from a checkpoint of a run with other settings, as a run of its own')
    .argument('<run>', RUN_HELP)
    .option(
      '--at <checkpoint>',
      'newest, best, the number of a step, or epoch:N for the state after N epochs',
      'newest',
    )
    .option(
      '--set <key=value>',
      'change one setting; may be repeated',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .option('--seed <number>', 'decides every random choice from there on', parseSeed)
    .addHelpText('after', HELP);
  addPlacingOptions(fork).action(async (reference: string, options: ForkOptions) => {
    const isQueued = isForQueue(options);
    const { at, set, seed, beside } = options;
    const run = await host.store.find(reference);
    const { plan, notes } = await planFork({ run, at, set, seed: seed ?? null }, host.places);
    for (const note of notes) output.message(note);
    output.message(`Goes on from step ${plan.origin?.step ?? 0} of ${run.id}.`);
    if (isQueued) {
      await queueRun(cli, plan, options);
      return;
    }
    const made = await host.store.create(plan);
    const { code } = await launchAndAttend(cli, made, { from: await firstOwnEvent(made), beside });
    process.exitCode = code;
  });
}
