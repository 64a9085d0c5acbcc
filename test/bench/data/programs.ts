/** Runs the programs of the data benchmark, each in a process of its own. */
import { accessSync, constants, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { ScriptProblem } from '../../support/scripts/problem.ts';
import { tell } from '../compare.ts';
import type { PeerPython } from '../peer-python.ts';
import { runToEnd } from '../processes.ts';
import type { DataBenchOptions } from './options.ts';
import { parseReport, rateOf } from './results.ts';
import type { Program, Run } from './results.ts';
import { timedReport } from './specs.ts';

/** Where things are. */
export interface DataBenchPlaces {
  readonly project: string;
  /** The bundle of `ours.ts`. */
  readonly ours: string;
  /** The bundled data worker of the product. */
  readonly worker: string;
  /** For what is made to measure with; whoever gave it removes it. */
  readonly folder: string;
  readonly cache: string;
  /** The system's Python; null: none. */
  readonly basePython: string | null;
}

/** What everything is measured with. */
export interface DataBench {
  readonly options: DataBenchOptions;
  readonly places: DataBenchPlaces;
  readonly python: PeerPython;
}

/** A program and what it is told. */
export type Call = readonly [program: string, ...args: string[]];

let specs = 0;

/** Our program with a command. */
export function ours({ places }: DataBench, command: string, spec: object): Call {
  specs += 1;
  const file = join(places.folder, `${command}-${String(specs)}.json`);
  writeFileSync(file, JSON.stringify(spec));
  return [process.execPath, places.ours, command, file];
}

/** The peer's program with a command. -B: no compiled files beside the sources. */
export const pillow = ({ places, python }: DataBench, ...args: readonly string[]): Call => [
  python.program,
  '-B',
  join(places.project, 'test', 'bench', 'data', 'pillow_peer.py'),
  ...args,
];

/** The same on one core, the last; null where this system has no program for that. */
export function onOneCore(call: Call): Call {
  const last = String(cpus().length - 1);
  return canPin() ? ['taskset', '-c', last, ...call] : call;
}

/** Whether a process can be kept on one core here. */
export function canPin(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'taskset'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a program that must not fail. @throws ScriptProblem */
export async function must<T>({ places }: DataBench, call: Call, schema: z.ZodType<T>): Promise<T> {
  const [program, ...args] = call;
  const { stdout, problem } = await runToEnd({ program, args, cwd: places.project, limitS: null });
  if (problem !== null) throw new ScriptProblem(`${call.join(' ')} failed: ${problem}`);
  return parseReport(schema, stdout);
}

/** A report of which nothing is needed. */
export const anyReport = z.object({});

/** A B C A B C: every program once for each pair. */
export async function inTurn(
  bench: DataBench,
  title: string,
  calls: Readonly<Partial<Record<Program, Call>>>,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let pair = 0; pair < bench.options.pairs; pair += 1) {
    for (const program of ['ours', 'pillow', 'sharp'] as const) {
      const call = calls[program];
      if (call === undefined) continue;
      const load = Number((loadavg()[0] ?? 0).toFixed(2));
      const said = await runOne(bench, call);
      const words = 'report' in said ? `${rateOf(said.report).toFixed(1)} images/s` : said.problem;
      tell(`${title}, ${program}, pair ${String(pair + 1)}: ${words}`);
      runs.push({ program, pair, load, ...said });
    }
  }
  return runs;
}

async function runOne(bench: DataBench, call: Call) {
  try {
    return { report: await must(bench, call, timedReport) };
  } catch (error) {
    if (error instanceof ScriptProblem) return { problem: error.message };
    throw error;
  }
}
