/** The same run with several seeds. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { Queueable } from '../runs/index.ts';
import { launchAndAttend } from './attend.ts';
import type { Attended } from './attend.ts';
import type { Cli } from './command.ts';
import { cliError } from './errors.ts';
import type { RunRequest } from './plan-run.ts';
import { awaiting, isForQueue, putIntoQueue, queueOptions } from './queue/placing.ts';
import type { PlacingOptions } from './queue/placing.ts';
import { parseSeed } from './run-options.ts';
import type { RunOptions } from './run-options.ts';
import { summaryOf, summaryWords } from './score-summary.ts';

const INTERRUPTED = 130;

/** The option that asks for several seeds. */
export interface SeedsOption {
  readonly seeds?: readonly number[];
}

/** Declares that option. */
export const addSeedsOption = (command: Command): Command =>
  command.option('--seeds <list>', 'a run for each of these seeds, one after the other: 0,1,2', parseSeeds);

function parseSeeds(text: string): readonly number[] {
  const seeds = text.split(',').map((part) => parseSeed(part.trim()));
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice === undefined) return seeds;
  throw new InvalidArgumentError(`The seed ${twice} is named twice: it would give the same run again.`);
}

type MakeOptions = RunOptions & SeedsOption & PlacingOptions;

/**
 * Makes the runs that are asked for: now, one after the other, staying with each until it ends, and one that is stopped or fails is
 * the last; or in the queue.
 *
 * @returns with what the program ends
 */
export async function makeRuns(cli: Cli, request: RunRequest, options: MakeOptions): Promise<number> {
  const { seed, seeds, beside } = options;
  const isQueued = isForQueue(options);
  if (seed !== undefined && seeds !== undefined)
    throw cliError('cli/wrong-use', { problem: 'Give either --seed or --seeds, not both.' });
  if (isQueued) return queueSeeds(cli, request, options);
  if (seeds !== undefined) return attendSeeds(cli, request, { seeds, beside });
  const run = await cli.host.create(request);
  return (await launchAndAttend(cli, run, { from: 0, beside })).code;
}

/** Everything that can be wrong shows now: the runs are made, and only wait for their turn. */
async function queueSeeds(cli: Cli, request: RunRequest, options: MakeOptions): Promise<number> {
  const { host } = cli;
  const turn = await queueOptions(host, options);
  const awaited = await awaiting(request, host);
  const plan = await host.plan(awaited.request);
  const wanted: Queueable[] = [];
  for (const seed of options.seeds ?? [plan.seed]) {
    const { id } = await host.store.create({ ...plan, seed });
    wanted.push({ kind: 'run', run: id });
  }
  await putIntoQueue(cli, { wanted, needs: awaited.needs }, turn);
  return 0;
}

async function attendSeeds(
  cli: Cli,
  request: RunRequest,
  { seeds, beside }: { readonly seeds: readonly number[]; readonly beside: true | undefined },
): Promise<number> {
  // Planned once: what `latest` means, a file or standard input may be another by the time the second run begins.
  const plan = await cli.host.plan(request);
  const attended: Attended[] = [];
  for (const each of seeds) {
    const run = await cli.host.store.create({ ...plan, seed: each });
    const ended = await launchAndAttend(cli, run, { from: 0, beside });
    attended.push(ended);
    if (ended.code !== 0 || ended.wasStopped) break;
  }
  const left = seeds.slice(attended.length);
  if (left.length > 0)
    cli.output.message(`Not begun: --seeds ${left.join(',')}. What ended before it is kept.`);
  tellAll(cli, attended);
  const code = attended.at(-1)?.code ?? 0;
  // Asked to stop when it had just finished: what was asked for is not done all the same.
  return code === 0 && left.length > 0 ? INTERRUPTED : code;
}

function tellAll({ output }: Cli, attended: readonly Attended[]): void {
  const scores = attended.flatMap(({ summary: { result } }) =>
    result?.kind === 'train' ? [result.test] : [],
  );
  const summary = scores.length === 0 ? null : summaryOf(scores);
  const value = {
    runs: attended.map(({ outcome }) => outcome),
    ...(summary === null ? {} : { summary }),
  };
  const ids = attended.map(({ summary: { run } }) => run);
  output.result(value, () =>
    summary === null ? `Compare them with: dartboard runs compare ${ids.join(' ')}` : summaryWords(summary),
  );
}
