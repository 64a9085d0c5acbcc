import type { Command } from 'commander';
import { AppError, messageOf } from '../../base/errors.ts';
import { bytesWords, isAtRest, readAnnotations, summarize } from '../../runs/index.ts';
import type { RunPlace, ListedRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { addQueryOptions, queryOf, readingWatch, toSeconds } from './query-options.ts';
import type { QueryOptions } from './query-options.ts';
import { RUN_HELP } from './run-help.ts';

interface RemoveOptions extends QueryOptions {
  /** In seconds. */
  readonly shorterThan?: number;
  readonly olderThan?: number;
  readonly dryRun?: boolean;
}

/** What describes runs. */
const RULE = [
  'kind',
  'state',
  'experiment',
  'tag',
  'starred',
  'data',
  'preset',
  'text',
  'shorterThan',
  'olderThan',
] as const satisfies readonly (keyof RemoveOptions)[];

/** `runs remove`. */
export function defineRemove(command: Command, cli: Cli): void {
  addQueryOptions(command.command('remove'))
    .description('move runs to the trash: those that are named, or those that the options describe')
    .argument('[run...]', `${RUN_HELP}; several may be named`)
    .option('--shorter-than <duration>', 'runs that took less time, such as 2m', toSeconds)
    .option('--older-than <duration>', 'runs that were started longer ago, such as 30d', toSeconds)
    .option('--dry-run', 'only show which runs that would be')
    .addHelpText('after', RULE_HELP)
    .action((references: readonly string[], options: RemoveOptions) => remove(cli, references, options));
}

const RULE_HELP = `
Runs that wait or are under way are never removed by a description, and those with a star only with --starred. What was removed
lies in the trash until it is emptied: see dartboard runs trash --help.`;

async function remove(cli: Cli, references: readonly string[], options: RemoveOptions): Promise<void> {
  const { dryRun = false, ...rule } = options;
  const isRule = RULE.some((key) => rule[key] !== undefined);
  if (isRule === references.length > 0) {
    throw cliError('cli/wrong-use', {
      problem: isRule
        ? 'Either name runs or describe them with options, not both.'
        : 'Name the runs that are to be removed, or describe them with options such as --state failed. See: dartboard runs remove --help',
    });
  }
  const places = isRule ? await described(cli, rule) : (await named(cli, references)).map(unspared);
  if (places.length === 0) cli.output.message('No run is like that; nothing was removed.');
  await (dryRun ? show(cli, places) : removeEach(cli, places));
}

/** Also runs that cannot be read any more: being removed is all that they are good for. */
async function named({ host }: Cli, references: readonly string[]): Promise<readonly RunPlace[]> {
  const places = new Map<string, RunPlace>();
  for (const reference of references) {
    const place = await host.store.locate(reference);
    places.set(place.id, place);
  }
  return [...places.values()];
}

/** A run that may be removed; `spare` says why it must not after all, as things are when its turn comes. */
interface Chosen extends RunPlace {
  readonly spare: () => Promise<string | null>;
}

const unspared = (place: RunPlace): Chosen => ({ ...place, spare: () => Promise.resolve(null) });

async function described({ host, output }: Cli, rule: RemoveOptions): Promise<readonly Chosen[]> {
  const { shorterThan, olderThan, ...options } = rule;
  const { runs, problems } = await host.store.list(queryOf(options), readingWatch(output));
  for (const problem of problems) output.message(`dartboard: ${problem}`);
  const fits = ({ state, seconds, started, annotations }: ListedRun): boolean =>
    isAtRest(state) &&
    (options.starred === true || !annotations.starred) &&
    (shorterThan === undefined || (seconds ?? 0) < shorterThan) &&
    (olderThan === undefined || Date.now() - Date.parse(started) > 1000 * olderThan);
  const jobs = await jobsOf(host);
  const chosen = [];
  for (const { run } of runs.filter(fits)) {
    const place = await host.store.locate(run);
    chosen.push({ ...place, spare: () => whySpared({ host, jobs, place }, options.starred === true) });
  }
  return chosen;
}

/** The runs that the queue will go on with by itself. */
async function jobsOf({ queue }: Cli['host']): Promise<ReadonlySet<string>> {
  const { jobs } = await queue.read();
  return new Set(jobs.flatMap(({ run, state }) => (state === 'waiting' || state === 'running' ? [run] : [])));
}

interface Sparing {
  readonly host: Cli['host'];
  readonly jobs: ReadonlySet<string>;
  readonly place: RunPlace;
}

/** Many runs take their time: meanwhile somebody may have gone on with one, or given it a star. */
async function whySpared(
  { host, jobs, place: { id, paths } }: Sparing,
  mayBeStarred: boolean,
): Promise<string | null> {
  try {
    const { state } = await summarize(await host.store.find(id));
    if (!isAtRest(state)) return `The run ${id} is ${state} now; it stays.`;
    if (jobs.has(id)) return `The queue is not done with the run ${id}; it stays.`;
    // What cannot be read may be a star.
    const { starred } = await readAnnotations(paths.annotations);
    return starred && !mayBeStarred ? `The run ${id} has a star now; it stays.` : null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `The run ${id} stays: ${messageOf(error)}`;
  }
}

async function show({ host, output }: Cli, places: readonly Chosen[]): Promise<void> {
  let [count, totalBytes] = [0, 0];
  for (const { id, paths, spare } of places) {
    const why = await spare();
    if (why !== null) {
      output.message(`dartboard: ${why}`);
      continue;
    }
    count += 1;
    const sizeBytes = await host.store.trash.sizeOf(paths.folder);
    totalBytes += sizeBytes;
    output.result(
      { run: id, folder: paths.folder, sizeBytes, removed: false },
      () => `${id}  ${bytesWords(sizeBytes)}`,
    );
  }
  if (places.length > 0)
    output.message(`${runsWords(count)}, ${bytesWords(totalBytes)}; nothing was removed.`);
}

async function removeEach({ host, output }: Cli, places: readonly Chosen[]): Promise<void> {
  let [count, totalBytes] = [0, 0];
  for (const place of places) {
    const why = await place.spare();
    if (why !== null) {
      output.message(`dartboard: ${why}`);
      continue;
    }
    try {
      const removed = await host.store.remove(place);
      count += 1;
      totalBytes += removed.sizeBytes;
      output.result(
        removed,
        () =>
          `The run ${removed.run} lies in the trash now; emptying it frees ${bytesWords(removed.sizeBytes)}.`,
      );
    } catch (error) {
      // One that cannot be removed does not keep the others.
      if (places.length === 1 || !(error instanceof AppError)) throw error;
      output.message(`dartboard: ${error.message}`);
      process.exitCode = 1;
    }
  }
  if (places.length > 1)
    output.message(
      `${runsWords(count)} removed; "dartboard runs trash empty all" frees ${bytesWords(totalBytes)} of the disk.`,
    );
}

const runsWords = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);
