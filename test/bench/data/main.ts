/** The benchmark of data: ours and the peers in turn, tables, a file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadavg } from 'node:os';
import project from '../../../package.json' with { type: 'json' };
import { tell } from '../compare.ts';
import { describeMachine, machineLine } from '../machine.ts';
import { givenPython, ownPython } from '../peer-python.ts';
import type { PeerLibrary } from '../peer-python.ts';
import { measureFirst } from './first.ts';
import type { FirstBatch } from './first.ts';
import { measureLarge } from './large.ts';
import { HELP, parseOptions } from './options.ts';
import { canPin } from './programs.ts';
import type { DataBench, DataBenchPlaces } from './programs.ts';
import type { Measured } from './results.ts';
import { makeSmallImages, measureAuto, measureSmall } from './small.ts';
import { firstTable, rateTable } from './table.ts';

const PILLOW: PeerLibrary = { title: 'Pillow', name: 'pillow', module: 'PIL', version: '13.0.0' };
/** A quiet machine has less load than this. */
const QUIET = 0.5;

/**
 * Runs the benchmark that the arguments ask for.
 *
 * @returns the exit code: 1 when a run failed
 * @throws ScriptProblem for what a person can mend
 */
export async function benchmarkData(argv: readonly string[], places: DataBenchPlaces): Promise<0 | 1> {
  const options = parseOptions(argv);
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const machine = describeMachine();
  tell(machineLine(machine));
  if (machine.loadBefore > QUIET) tell('The machine is busy: ratios may hold, single numbers will not.');
  if (!canPin())
    tell('There is no taskset here: nothing is kept on one core, and programs may use more of them.');
  const { cache, basePython } = places;
  const python =
    options.python === null
      ? await ownPython({ library: PILLOW, cache, base: basePython, tell })
      : await givenPython(resolve(options.python), PILLOW);
  const { measured, first } = await measureAll({ options, places, python });
  const results = {
    format: 1,
    date: new Date().toISOString(),
    command: ['npm run bench:data', ...(argv.length === 0 ? [] : ['--', ...argv])].join(' '),
    machine,
    loadAfter: Number((loadavg()[0] ?? 0).toFixed(2)),
    versions: { dartboard: project.version, python: python.python, pillow: python.library },
    onOneCore: canPin(),
    measured,
    first,
  };
  const json = JSON.stringify(results, null, 2);
  keep(json, options.out, { project: places.project, date: results.date });
  const tables = [
    ...(measured.length === 0 ? [] : [rateTable(measured)]),
    ...(first === null ? [] : [firstTable(first)]),
    `\`${results.command}\` on ${results.date.slice(0, 10)}: ${machineLine(machine)}, after ${results.loadAfter.toFixed(2)}; Pillow ${python.library} (Python ${python.python}). Medians of ${String(options.pairs)} runs in turn, ratios medians over the pairs.`,
  ];
  process.stdout.write(`${options.json ? json : tables.join('\n\n')}\n`);
  const hasFailed = measured.some(({ runs }) => runs.some((run) => 'problem' in run));
  return hasFailed ? 1 : 0;
}

interface Found {
  readonly measured: readonly Measured[];
  readonly first: FirstBatch | null;
}

async function measureAll(bench: DataBench): Promise<Found> {
  const { only, quick } = bench.options;
  const count = quick ? 2000 : 50_000;
  const needsSmall = only.some((part) => part !== 'large');
  const images = needsSmall ? await makeSmallImages(bench, count) : '';
  const measured: Measured[] = [];
  if (only.includes('small')) measured.push(await measureSmall(bench, images));
  if (only.includes('auto')) measured.push(await measureAuto(bench, images));
  if (only.includes('large')) measured.push(...(await measureLarge(bench)));
  const first = only.includes('first') ? await measureFirst(bench, images, count) : null;
  return { measured, first };
}

function keep(
  json: string,
  out: string | null,
  { project: root, date }: { readonly project: string; readonly date: string },
): void {
  const name = `data-${date.slice(0, 19).replaceAll(':', '-')}.json`;
  const file = out === null ? join(root, 'bench-results', name) : resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${json}\n`);
  tell(`All runs: ${file}`);
}
