/** What the benchmark is asked for on its command line. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { JOBS } from './jobs.ts';
import type { JobName } from './jobs.ts';
import { ScriptProblem } from '../support/scripts/problem.ts';

/** What is run, and what becomes of the results. */
export interface BenchOptions {
  /** Null: all that this processor computes quickly. */
  readonly jobs: readonly JobName[] | null;
  readonly rounds: number;
  readonly steps: number;
  readonly threads: number;
  /** Small shapes, to try the benchmark itself out. */
  readonly quick: boolean;
  /** Run PyTorch once more, compiled, for at most so many seconds; null: do not. */
  readonly compileLimitS: number | null;
  /** A Python that has PyTorch; null: one of the benchmark's own. */
  readonly python: string | null;
  /** Where the JSON file goes; null: a name by the date. */
  readonly out: string | null;
  /** Write the table into docs/performance.md. */
  readonly document: boolean;
}

/** What `--help` prints. */
export const HELP = `npm run bench -- [options]: the speed of a step beside PyTorch's, in turn on this machine

  --jobs LIST        ${Object.keys(JOBS).join(', ')}, with commas; all, bfloat16 only where the processor has instructions for it
  --rounds N         times that each of the two is run (2)
  --steps N          steps that are timed in each run (5)
  --threads N        threads of each (all cores)
  --compile          run PyTorch once more with torch.compile
  --compile-limit S  seconds after which that run is ended (600)
  --quick            small shapes, one round: tries the benchmark out, measures nothing
  --python PATH      a Python that has torch and numpy, instead of an environment of the benchmark's own
  --out FILE         the JSON file (bench-results/DATE.json)
  --document         put the table into docs/performance.md`;

const SETTINGS = {
  jobs: { type: 'string' },
  rounds: { type: 'string' },
  steps: { type: 'string' },
  threads: { type: 'string' },
  compile: { type: 'boolean', default: false },
  'compile-limit': { type: 'string' },
  quick: { type: 'boolean', default: false },
  python: { type: 'string' },
  out: { type: 'string' },
  document: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What is asked for; null: only the help. @throws ScriptProblem */
export function parseOptions(argv: readonly string[]): BenchOptions | null {
  const values = parsed(argv);
  if (values.help) return null;
  const { quick, document, compile } = values;
  if (quick && document) throw new ScriptProblem('--quick measures nothing: leave --document out.');
  if (values['compile-limit'] !== undefined && !compile)
    throw new ScriptProblem('--compile-limit is for --compile: give both.');
  // Without --compile the limit is the default, and unused.
  const limitS = count(values, 'compile-limit', 600);
  return {
    jobs: values.jobs === undefined ? null : jobsOf(values.jobs),
    rounds: count(values, 'rounds', quick ? 1 : 2),
    steps: count(values, 'steps', quick ? 2 : 5),
    threads: count(values, 'threads', cpus().length),
    quick,
    compileLimitS: compile ? limitS : null,
    python: values.python ?? null,
    out: values.out ?? null,
    document,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: SETTINGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ScriptProblem(`${reason.replace(/\.?$/, '.')} See: npm run bench -- --help`, { cause: error });
  }
}

function jobsOf(text: string): readonly JobName[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names)].map((name) => {
    if (isJob(name)) return name;
    throw new ScriptProblem(`There is no job "${name}". Jobs: ${Object.keys(JOBS).join(', ')}.`);
  });
}

const isJob = (name: string): name is JobName => Object.hasOwn(JOBS, name);

type Counted = 'rounds' | 'steps' | 'threads' | 'compile-limit';

function count(values: Partial<Record<Counted, string>>, option: Counted, fallback: number): number {
  const text = values[option];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value > 0) return value;
  throw new ScriptProblem(`--${option} takes a whole number above 0, not "${text}".`);
}
