/** Runs the two that are compared in turn. */
import { join } from 'node:path';
import { sharedArguments } from './jobs.ts';
import type { Comparison } from './jobs.ts';
import type { BenchOptions } from './options.ts';
import type { PeerPython } from './peer-python.ts';
import { ScriptProblem } from '../support/scripts/problem.ts';
import { runToEnd } from './processes.ts';
import type { Command } from './processes.ts';
import { parseReport, speedOf, summarize } from './results.ts';
import type { Measurement, Run, RunReport, Side } from './results.ts';

/** Where things are. */
export interface BenchPlaces {
  readonly project: string;
  /** The bundled command line. */
  readonly cli: string;
  readonly cache: string;
  /** The system's Python; null: none. */
  readonly basePython: string | null;
}

/** What every comparison is run with. */
export interface Bench {
  readonly options: BenchOptions;
  readonly places: BenchPlaces;
  readonly python: PeerPython;
}

/** A line for whoever waits; results go elsewhere. */
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * A B A B, then the peer once more, compiled, where that is wanted.
 *
 * @throws ScriptProblem when the two sides are not the same network
 */
export async function measure(bench: Bench, comparison: Comparison): Promise<Measurement> {
  const { rounds, compileLimitS } = bench.options;
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const side of ['ours', 'peer'] as const) {
      const said = await runOne(commandFor(bench, comparison, side));
      tell(`${comparison.title}, ${side}, round ${round + 1}: ${wordsOf(said, comparison)}`);
      runs.push({ side, round, ...said });
    }
    // Fails before the long rounds if the two are not the same network.
    summarize(comparison, runs, null);
  }
  const compiled = compileLimitS === null ? null : await runCompiled(bench, comparison, compileLimitS);
  return summarize(comparison, runs, compiled);
}

async function runCompiled(bench: Bench, comparison: Comparison, limitS: number) {
  const command = commandFor(bench, comparison, 'peer');
  const said = await runOne({ ...command, args: [...command.args, '--compile'], limitS });
  tell(`${comparison.title}, peer compiled: ${wordsOf(said, comparison)}`);
  return 'report' in said ? said.report : said;
}

type Said = { readonly report: RunReport } | { readonly problem: string };

const wordsOf = (said: Said, { unit }: Comparison): string =>
  'report' in said
    ? `${speedOf(said.report)} ${unit}/s, ${said.report.peak_rss_mb} MB`
    : `failed: ${said.problem}`;

function commandFor({ options, places, python }: Bench, comparison: Comparison, side: Side): Command {
  const shared = sharedArguments(comparison, options);
  const where = { cwd: places.project, limitS: null };
  if (side === 'ours') {
    const args = [places.cli, 'bench', ...shared, ...comparison.ours, '--json'];
    return { ...where, program: process.execPath, args };
  }
  // -B: no compiled files beside the sources.
  const script = join(places.project, 'test', 'bench', comparison.peer);
  return { ...where, program: python.program, args: ['-B', script, ...shared] };
}

async function runOne(command: Command): Promise<Said> {
  const { stdout, problem } = await runToEnd(command);
  if (problem !== null) return { problem };
  try {
    return { report: parseReport(stdout) };
  } catch (error) {
    if (error instanceof ScriptProblem) return { problem: error.message };
    throw error;
  }
}
