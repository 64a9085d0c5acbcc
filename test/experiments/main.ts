/** Experiments: searches and trainings one after the other, a table in docs/experiments. Interrupted, they go on where they were; what is published already is not computed again. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { describeMachine, machineLine } from '../bench/machine.ts';
import { replaceBetweenMarkers } from '../support/scripts/document.ts';
import { ScriptProblem } from '../support/scripts/problem.ts';
import { dartboard } from './dartboard.ts';
import type { Found, Method } from './judge.ts';
import { EXPERIMENTS } from './plan.ts';
import type { ExperimentName, ExperimentPlan } from './plan.ts';
import { openProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** Where things are. */
export interface ExperimentPlaces {
  readonly project: string;
  /** The bundled command line. */
  readonly cli: string;
}

const registered = z.object({ sets: z.array(z.object({ name: z.string() })) });

interface Laboratory {
  readonly plan: ExperimentPlan;
  readonly cli: string;
  readonly home: string;
  readonly progress: Progress;
  /** A line of the log, which is also shown. */
  readonly log: (line: string) => void;
  /** What has come out before, perhaps in another checkout. */
  readonly kept: readonly Found[];
}

/**
 * Runs the experiment of that name, or what is left of it.
 *
 * @returns the exit code
 * @throws ScriptProblem for what a person can mend
 */
export async function experiment(argv: readonly string[], { project, cli }: ExperimentPlaces): Promise<0> {
  const name = nameOf(argv);
  const folder = join(project, 'experiment-results', name);
  const docs = join(project, 'docs', 'experiments');
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, 'log.txt');
  const published = join(docs, `${name}-log.txt`);
  if (!existsSync(logFile) && existsSync(published)) copyFileSync(published, logFile);
  const log = (line: string): void => {
    appendFileSync(logFile, `${new Date().toISOString()}  load ${(loadavg()[0] ?? 0).toFixed(2)}  ${line}\n`);
    process.stderr.write(`${line}\n`);
  };
  const progress = openProgress(join(folder, 'progress.json'));
  log(machineLine(describeMachine()));
  const around = { cli, home: join(folder, 'home'), progress, log };
  const plan: ExperimentPlan = EXPERIMENTS[name];
  const laboratory = { plan, ...around, kept: publishedOutcomes(join(docs, `${name}.json`), plan) };
  if (plan.isFetched) await fetchData(laboratory);
  const outcomes: Found[] = [];
  // After each: what is there of an experiment of many hours is worth reading before it ends.
  for await (const outcome of runAll(laboratory)) {
    outcomes.push(outcome);
    const table = plan.judge.table(plan.methods, outcomes);
    publish(docs, name, { table, outcomes, logFile });
  }
  process.stdout.write(`${plan.judge.table(plan.methods, outcomes)}\n`);
  return 0;
}

/** Fetches the data set, unless the experiment has it already. */
async function fetchData({ plan: { data }, cli, home, log }: Laboratory): Promise<void> {
  const { sets } = registered.parse(await dartboard(['data', 'list'], { cli, home }));
  if (sets.some(({ name }) => name === data)) return;
  log(`dartboard data fetch ${data}`);
  await dartboard(['data', 'fetch', data], { cli, home });
}

/** The outcomes that the experiment's page rests on; those of an older form are computed again. */
function publishedOutcomes(file: string, { judge }: ExperimentPlan): readonly Found[] {
  if (!existsSync(file)) return [];
  const outcomes = z.array(z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  return outcomes.flatMap((outcome) => judge.schema.safeParse(outcome).data ?? []);
}

function nameOf([name = '', ...more]: readonly string[]): ExperimentName {
  if (isName(name) && more.length === 0) return name;
  throw new ScriptProblem(`Name one experiment: ${Object.keys(EXPERIMENTS).join(', ')}.`);
}

const isName = (name: string): name is ExperimentName => Object.hasOwn(EXPERIMENTS, name);

/** Seed by seed, so that what is there after half of the time compares all methods. */
async function* runAll(laboratory: Laboratory): AsyncGenerator<Found, void, void> {
  const { seeds, methods } = laboratory.plan;
  for (const seed of seeds) {
    for (const method of methods) yield await runOne(laboratory, method, seed);
  }
}

async function runOne(laboratory: Laboratory, method: Method, seed: number): Promise<Found> {
  const { plan, cli, home, log, kept } = laboratory;
  const { data, judge } = plan;
  const key = `${method.id}-${seed}`;
  const { genotype = null } = method;
  const place = ['--seed', String(seed), '--data', data];
  const searchArgs = method.search === null ? null : [...plan.search, ...method.search, ...place];
  const asked = [...(searchArgs ?? [String(genotype), ...place]), ...judge.asks];
  const known = kept.find((one) => one.method === method.id && isDeepStrictEqual(one.asked, asked));
  if (known !== undefined) return known;
  const search =
    searchArgs === null ? null : await finished(laboratory, `${key}-search`, ['search', ...searchArgs]);
  const outcome = await judge.judge(
    { method: method.id, seed, search, asked },
    {
      ...{ key, data, genotype },
      made: (own, args) => finished(laboratory, own, args),
      show: (run) => dartboard(['runs', 'show', run], { cli, home }),
      ask: (args) => dartboard(args, { cli, home }),
    },
  );
  log(`${key}: ${judge.line(outcome)}`);
  return outcome;
}

/** Makes a run, or goes on with the one that was made. @returns its id when it is finished */
async function finished(
  { cli, home, progress, log }: Omit<Laboratory, 'plan'>,
  key: string,
  args: readonly string[],
): Promise<string> {
  const found = progress.find(key, args);
  if (found === null) {
    log(`dartboard ${args.join(' ')}`);
    const onRun = (run: string) => progress.note(key, { run, args: [...args] });
    return String((await dartboard(args, { cli, home, onRun }))['run']);
  }
  const { state } = await dartboard(['runs', 'show', found], { cli, home });
  if (state === 'finished') return found;
  log(`dartboard runs resume ${found}`);
  await dartboard(['runs', 'resume', found], { cli, home });
  return found;
}

/** Puts the table into the experiment's page, and beside it all outcomes and the log. */
function publish(
  docs: string,
  name: string,
  made: { readonly table: string; readonly outcomes: readonly Found[]; readonly logFile: string },
): void {
  const page = join(docs, `${name}.md`);
  writeFileSync(page, replaceBetweenMarkers(readFileSync(page, 'utf8'), 'experiment', made.table));
  writeFileSync(join(docs, `${name}.json`), `${JSON.stringify(made.outcomes, null, 2)}\n`);
  copyFileSync(made.logFile, join(docs, `${name}-log.txt`));
}
