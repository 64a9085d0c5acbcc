/** Experiments: searches and trainings one after the other, a table in docs/experiments. Interrupted, they go on where they were. */
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { describeMachine, machineLine } from '../bench/machine.ts';
import { replaceBetweenMarkers } from '../support/scripts/document.ts';
import { ScriptProblem } from '../support/scripts/problem.ts';
import { dartboard } from './dartboard.ts';
import { outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { EXPERIMENTS } from './plan.ts';
import type { ExperimentName, ExperimentPlan, Method } from './plan.ts';
import { openProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { experimentTable } from './report.ts';

/** Where things are. */
export interface ExperimentPlaces {
  readonly project: string;
  /** The bundled command line. */
  readonly cli: string;
}

interface Laboratory {
  readonly plan: ExperimentPlan;
  readonly cli: string;
  readonly home: string;
  readonly progress: Progress;
  /** A line of the log, which is also shown. */
  readonly log: (line: string) => void;
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
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, 'log.txt');
  const log = (line: string): void => {
    appendFileSync(logFile, `${new Date().toISOString()}  load ${(loadavg()[0] ?? 0).toFixed(2)}  ${line}\n`);
    process.stderr.write(`${line}\n`);
  };
  const progress = openProgress(join(folder, 'progress.json'));
  const plan = EXPERIMENTS[name];
  log(machineLine(describeMachine()));
  const outcomes = await runAll({ plan, cli, home: join(folder, 'home'), progress, log });
  const table = experimentTable(plan, outcomes);
  process.stdout.write(`${table}\n`);
  publish(join(project, 'docs', 'experiments'), name, { table, outcomes, logFile });
  return 0;
}

function nameOf([name = '', ...more]: readonly string[]): ExperimentName {
  if (isName(name) && more.length === 0) return name;
  throw new ScriptProblem(`Name one experiment: ${Object.keys(EXPERIMENTS).join(', ')}.`);
}

const isName = (name: string): name is ExperimentName => Object.hasOwn(EXPERIMENTS, name);

/** Seed by seed, so that what is there after half of the time compares all methods. */
async function runAll(laboratory: Laboratory): Promise<readonly Outcome[]> {
  const { plan } = laboratory;
  const outcomes: Outcome[] = [];
  for (const seed of plan.seeds) {
    for (const method of plan.methods) outcomes.push(await runOne(laboratory, method, seed));
  }
  return outcomes;
}

async function runOne(laboratory: Laboratory, method: Method, seed: number): Promise<Outcome> {
  const { plan, cli, home, log } = laboratory;
  const shared = ['--seed', String(seed), '--data', plan.data];
  const of = { method: method.id, seed };
  const key = `${method.id}-${seed}`;
  const search = await finished(laboratory, `${key}-search`, [
    'search',
    ...plan.search,
    ...method.search,
    ...shared,
  ]);
  const training = await finished(laboratory, `${key}-training`, [
    'train',
    '--from',
    search,
    ...plan.training,
    ...shared,
  ]);
  const show = (run: string) => dartboard(['runs', 'show', run], { cli, home });
  const outcome = outcomeOf(of, { search: await show(search), training: await show(training) });
  const { accuracy, parameters, macs, searchSeconds } = outcome;
  log(
    `${key}: test accuracy ${(100 * accuracy).toFixed(2)} %, ${parameters} parameters, ${macs} MACs, search steps ${searchSeconds.toFixed(0)} s`,
  );
  return outcome;
}

/** Makes a run, or goes on with the one that was made. @returns its id when it is finished */
async function finished(
  { cli, home, progress, log }: Laboratory,
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
  made: { readonly table: string; readonly outcomes: readonly Outcome[]; readonly logFile: string },
): void {
  const page = join(docs, `${name}.md`);
  writeFileSync(page, replaceBetweenMarkers(readFileSync(page, 'utf8'), 'experiment', made.table));
  writeFileSync(join(docs, `${name}.json`), `${JSON.stringify(made.outcomes, null, 2)}\n`);
  copyFileSync(made.logFile, join(docs, `${name}-log.txt`));
}
