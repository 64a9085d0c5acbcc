/** The benchmark: ours and the peer in turn, a table, a file, a document. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import project from '../../package.json' with { type: 'json' };
import { replaceBetweenMarkers } from '../support/scripts/document.ts';
import { measure, tell } from './compare.ts';
import type { Bench, BenchPlaces } from './compare.ts';
import { comparisonsOf } from './jobs.ts';
import type { JobName } from './jobs.ts';
import { describeMachine, machineLine } from './machine.ts';
import type { Machine } from './machine.ts';
import { HELP, parseOptions } from './options.ts';
import type { BenchOptions } from './options.ts';
import { givenPython, ownPython, TORCH } from './peer-python.ts';
import type { PeerPython } from './peer-python.ts';
import type { Measurement } from './results.ts';
import { resultTable } from './table.ts';

/** A quiet machine has less load than this. */
const QUIET = 0.5;
const BUSY = 'The machine was busy when this began: none of it should be quoted.';
const isBusy = ({ loadBefore }: Machine): boolean => loadBefore > QUIET;

/**
 * Runs the benchmark that the arguments ask for.
 *
 * @returns the exit code: 1 when a run failed
 * @throws ScriptProblem for what a person can mend
 */
export async function benchmark(argv: readonly string[], places: BenchPlaces): Promise<0 | 1> {
  const options = parseOptions(argv);
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const machine = describeMachine();
  tell(machineLine(machine));
  if (isBusy(machine)) tell(BUSY);
  const python = await pythonOf(options, places);
  const bench: Bench = { options, places, python };
  const results: Results = {
    format: 1,
    date: new Date().toISOString(),
    command: commandOf(argv),
    ...facts(bench, machine),
  };
  const measurements: Measurement[] = [];
  for (const comparison of comparisonsOf(jobsOf(options, machine), options.quick)) {
    measurements.push(await measure(bench, comparison));
    // Each time: what took minutes to measure stays, whatever comes after it.
    write(options, places, { ...results, measurements });
  }
  const text = `${resultTable(measurements)}\n\n${closing(results, machine)}`;
  process.stdout.write(`${text}\n`);
  if (options.document) document(places, text);
  const hasFailed = measurements.some(({ runs }) => runs.some((run) => 'problem' in run));
  return hasFailed ? 1 : 0;
}

const commandOf = (argv: readonly string[]): string =>
  ['npm run bench', ...(argv.length === 0 ? [] : ['--', ...argv])].join(' ');

function pythonOf({ python }: BenchOptions, { cache, basePython }: BenchPlaces): Promise<PeerPython> {
  return python === null
    ? ownPython({ library: TORCH, cache, base: basePython, tell })
    : givenPython(resolve(python), TORCH);
}

/** bfloat16 is emulated, and slow, on processors without instructions for it: only on request there. */
function jobsOf({ jobs }: BenchOptions, { bfloat16 }: Machine): readonly JobName[] {
  if (jobs !== null) return jobs;
  const hasBfloat16 = bfloat16 !== null && bfloat16.length > 0;
  if (!hasBfloat16) tell('bfloat16 is left out: no instructions for it were found in this processor.');
  return [
    'search',
    'final',
    'sharp',
    'cuboid',
    'rnn',
    'rnn-search',
    ...(hasBfloat16 ? (['bfloat16'] as const) : []),
  ];
}

function facts({ options, python }: Bench, machine: Machine) {
  const versions = { dartboard: project.version, python: python.python, torch: python.library };
  const { rounds, steps, threads, quick } = options;
  return { machine, versions, rounds, steps, threads, quick };
}

interface Results extends ReturnType<typeof facts> {
  readonly format: 1;
  readonly date: string;
  readonly command: string;
}

/** Where, when and how, in one paragraph. */
function closing({ date, command, versions, rounds, steps, threads }: Results, machine: Machine): string {
  const day = date.slice(0, 10);
  const { dartboard, python, torch } = versions;
  return `\`${command}\` on ${day}: ${machineLine(machine)}; Dartboard ${dartboard}, PyTorch ${torch} (Python ${python}), ${threads} threads each. Medians of ${rounds} runs in turn, each the median of ${steps} steps.${isBusy(machine) ? ` ${BUSY}` : ''}`;
}

function write(
  { out }: BenchOptions,
  places: BenchPlaces,
  results: Results & { readonly measurements: readonly Measurement[] },
): void {
  const name = `${results.date.slice(0, 19).replaceAll(':', '-')}.json`;
  const file = out === null ? join(places.project, 'bench-results', name) : resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  tell(`All runs: ${file}`);
}

function document({ project: root }: BenchPlaces, text: string): void {
  const file = join(root, 'docs', 'performance.md');
  writeFileSync(file, replaceBetweenMarkers(readFileSync(file, 'utf8'), 'bench', text));
  tell(`The table is in ${file}`);
}
