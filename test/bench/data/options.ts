/** What the data benchmark is asked for on its command line. */
import { parseArgs } from 'node:util';
import { ScriptProblem } from '../../support/scripts/problem.ts';

/** What can be measured. */
export const PARTS = ['small', 'auto', 'large', 'first'] as const;

/** Something that can be measured. */
export type Part = (typeof PARTS)[number];

/** What is measured, how long, and what becomes of it. */
export interface DataBenchOptions {
  readonly only: readonly Part[];
  /** How often each program runs; they take turns. */
  readonly pairs: number;
  /** How long each run is timed. */
  readonly seconds: number;
  /** Few images, to try the benchmark itself out. */
  readonly quick: boolean;
  /** A Python that has Pillow; null: one of the benchmark's own. */
  readonly python: string | null;
  /** Where the JSON file goes; null: a name by the date. */
  readonly out: string | null;
  /** JSON on the standard output in place of the tables. */
  readonly json: boolean;
}

/** What `--help` prints. */
export const HELP = `npm run bench:data -- [options]: the speed of data beside Pillow's and sharp's, in turn on this machine

  --only LIST    ${PARTS.join(', ')}, with commas; all of them
                 small: 32 x 32, crop + flip + cutout; auto: with AutoAugment; large: JPEG files; first: first batch of a known set
  --pairs N      times that each program is run (5)
  --seconds S    how long each run is timed (3)
  --quick        few images, one pair: tries the benchmark out, measures nothing
  --python PATH  a Python that has pillow and numpy, instead of an environment of the benchmark's own
  --out FILE     the JSON file (bench-results/data-DATE.json)
  --json         print JSON in place of the tables`;

const SETTINGS = {
  only: { type: 'string' },
  pairs: { type: 'string' },
  seconds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  python: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What is asked for; null: only the help. @throws ScriptProblem */
export function parseOptions(argv: readonly string[]): DataBenchOptions | null {
  const values = parsed(argv);
  if (values.help) return null;
  const { quick, json, only, pairs, seconds } = values;
  return {
    only: only === undefined ? PARTS : partsOf(only),
    pairs: pairs === undefined ? (quick ? 1 : 5) : count('pairs', pairs),
    seconds: seconds === undefined ? (quick ? 0.3 : 3) : count('seconds', seconds),
    quick,
    python: values.python ?? null,
    out: values.out ?? null,
    json,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: SETTINGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ScriptProblem(`${reason.replace(/\.?$/, '.')} See: npm run bench:data -- --help`, {
      cause: error,
    });
  }
}

function partsOf(text: string): readonly Part[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !PARTS.some((part) => part === name));
  if (unknown === undefined) return PARTS.filter((part) => names.includes(part));
  throw new ScriptProblem(`There is nothing to measure named "${unknown}". There are: ${PARTS.join(', ')}.`);
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,4}$/.test(text) && value > 0) return value;
  throw new ScriptProblem(`--${option} takes a whole number above 0, not "${text}".`);
}
