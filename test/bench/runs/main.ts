/** The benchmark of runs: very many of them, and one of very many steps; tables, a file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import project from '../../../package.json' with { type: 'json' };
import { tell } from '../compare.ts';
import { describeMachine, machineLine } from '../machine.ts';
import { measureCatalog } from './catalog.ts';
import { HELP, parseOptions } from './options.ts';
import { measureSeries } from './series.ts';
import { catalogTable, median, seriesTable } from './table.ts';

/** Where things are. */
export interface RunsBenchPlaces {
  readonly project: string;
  /** A folder of its own; the caller removes it. */
  readonly folder: string;
  /** The bundle of `catalog-process.ts`. */
  readonly program: string;
}

/**
 * Runs the benchmark that the arguments ask for.
 *
 * @returns the exit code: 1 where a median is above what is wanted
 * @throws ScriptProblem for what a person can mend
 */
export async function benchmarkRuns(argv: readonly string[], places: RunsBenchPlaces): Promise<0 | 1> {
  const options = parseOptions(argv);
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { only, runs, steps, repeats } = options;
  const { folder, program } = places;
  const machine = describeMachine();
  tell(machineLine(machine));
  const catalog = only.includes('catalog')
    ? await measureCatalog({ folder: join(folder, 'many'), runs, repeats, program, tell })
    : null;
  const series = only.includes('series')
    ? await measureSeries({ folder: join(folder, 'long'), steps, repeats, tell })
    : null;
  const results = {
    format: 1,
    date: new Date().toISOString(),
    command: ['npm run bench:runs', ...(argv.length === 0 ? [] : ['--', ...argv])].join(' '),
    machine,
    loadAfter: Number((loadavg()[0] ?? 0).toFixed(2)),
    version: project.version,
    catalog,
    series,
  };
  const json = JSON.stringify(results, null, 2);
  keep(json, options.out, { project: places.project, date: results.date });
  const tables = [
    ...(catalog === null ? [] : [catalogTable(catalog)]),
    ...(series === null ? [] : [seriesTable(series)]),
    `\`${results.command}\` on ${results.date.slice(0, 10)}: ${machineLine(machine)}, after ${results.loadAfter.toFixed(2)}. Medians of ${String(repeats)}.`,
  ];
  process.stdout.write(`${options.json ? json : tables.join('\n\n')}\n`);
  const timings = [...(catalog?.timings ?? []), ...(series?.timings ?? [])];
  const isTooSlow = timings.some(
    ({ milliseconds, limitMilliseconds: limit }) => limit !== null && median(milliseconds) > limit,
  );
  return isTooSlow ? 1 : 0;
}

function keep(
  json: string,
  out: string | null,
  { project: root, date }: { readonly project: string; readonly date: string },
): void {
  const name = `runs-${date.slice(0, 19).replaceAll(':', '-')}.json`;
  const file = out === null ? join(root, 'bench-results', name) : resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${json}\n`);
  tell(`All measurements: ${file}`);
}
