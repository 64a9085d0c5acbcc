/** What the benchmark of runs is asked for on its command line. */
import { parseArgs } from 'node:util';
import { ScriptProblem } from '../../support/scripts/problem.ts';

/** What can be measured. */
export const PARTS = ['catalog', 'series'] as const;

/** Something that can be measured. */
export type Part = (typeof PARTS)[number];

/** What is measured, and what becomes of it. */
export interface RunsBenchOptions {
  readonly only: readonly Part[];
  readonly runs: number;
  readonly steps: number;
  readonly repeats: number;
  /** Where the JSON file goes; null: a name by the date. */
  readonly out: string | null;
  /** JSON on the standard output in place of the tables. */
  readonly json: boolean;
}

/** What `--help` prints. */
export const HELP = `npm run bench:runs -- [options]: how quick lists of very many runs are, and a run of very many steps

  --only LIST   ${PARTS.join(', ')}, with commas; all of them
  --runs N      runs of the list (10000)
  --steps N     steps of the long run (1000000)
  --repeats N   how often what is quick is measured (5)
  --out FILE    the JSON file (bench-results/runs-DATE.json)
  --json        print JSON in place of the tables`;

const SETTINGS = {
  only: { type: 'string' },
  runs: { type: 'string', default: '10000' },
  steps: { type: 'string', default: '1000000' },
  repeats: { type: 'string', default: '5' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What is asked for; null: only the help. @throws ScriptProblem */
export function parseOptions(argv: readonly string[]): RunsBenchOptions | null {
  const values = parsed(argv);
  if (values.help) return null;
  return {
    only: values.only === undefined ? PARTS : partsOf(values.only),
    runs: countOf('runs', values.runs),
    steps: countOf('steps', values.steps),
    repeats: countOf('repeats', values.repeats),
    out: values.out ?? null,
    json: values.json,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: SETTINGS, allowPositionals: false }).values;
  } catch (error) {
    throw new ScriptProblem(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}

function partsOf(text: string): readonly Part[] {
  return text.split(',').map((name) => {
    const part = PARTS.find((known) => known === name.trim());
    if (part === undefined)
      throw new ScriptProblem(`--only ${name}: there is nothing of that name. See --help.`);
    return part;
  });
}

function countOf(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ScriptProblem(`--${name} ${text}: expected a whole number from 1.`);
}
