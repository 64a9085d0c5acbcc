import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { messageOf } from '../../base/errors.ts';
import { createTensorflowExecutor, createTfjsExecutor } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { openFixtures, runFixtures } from '../../search/index.ts';
import type { Check, FixtureFile, FixtureOutcome } from '../../search/index.ts';
import type { CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { readText } from '../genotype-argument.ts';
import type { Output } from '../output.ts';

const ENGINES = {
  tensorflow: async () => createTensorflowExecutor(),
  tfjs: () => createTfjsExecutor(),
} as const satisfies Record<string, () => Promise<Executor>>;

interface ParityOptions {
  readonly engine: keyof typeof ENGINES;
}

/** `parity`: the recorded results of the reference programs against those of this engine. */
export const parity: CommandDef = {
  summary: 'compare this engine with recorded results of the reference programs',
  define(command, { output }) {
    command
      .argument('<folder>', 'folder of fixtures (format darts-parity/1, and fixtures_isdarts*.json)')
      .addOption(
        new Option('--engine <name>', 'what computes').choices(Object.keys(ENGINES)).default('tensorflow'),
      )
      .action(async (folder: string, { engine }: ParityOptions) => {
        const { files, unreadable } = openFolder(folder, output);
        const executor = await ENGINES[engine]();
        const counts = { passed: 0, failed: unreadable, skipped: 0 };
        const skipped = new Map<string, number>();
        for (const { file, fixtures } of files) {
          for await (const outcome of runFixtures(fixtures, executor)) {
            counts[verdictOf(outcome)] += 1;
            tell(output, file, outcome);
            const { kind } = outcome;
            if (outcome.outcome === 'skipped') skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
          }
        }
        output.result(counts, () => closing(counts, skipped));
        if (counts.failed > 0) process.exitCode = 1;
      });
  },
};

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What was skipped, a line a kind, and the numbers of cases. */
function closing({ passed, failed, skipped }: Counts, kinds: ReadonlyMap<string, number>): string {
  const lines = [...kinds].map(
    ([kind, cases]) => `skipped ${kind}: nothing computes it yet (cases: ${cases})`,
  );
  return [...lines, `${passed} passed, ${failed} failed, ${skipped} skipped`].join('\n');
}

interface OpenedFile {
  readonly file: string;
  readonly fixtures: FixtureFile;
}

/** The fixture files of a folder, in the order of their names; those that cannot be read are told of and counted. */
function openFolder(
  folder: string,
  output: Output,
): { readonly files: readonly OpenedFile[]; readonly unreadable: number } {
  const files: OpenedFile[] = [];
  let unreadable = 0;
  for (const file of jsonFiles(folder)) {
    try {
      const document: unknown = JSON.parse(readText(join(folder, file)));
      const fixtures = openFixtures(file, document);
      if (fixtures === null) output.message(`${file} is left out: it is not of the format darts-parity/1.`);
      else files.push({ file, fixtures });
    } catch (error) {
      unreadable += 1;
      const problem = `${join(folder, file)} cannot be read: ${messageOf(error)}`;
      output.line({ file, passed: false, problem });
      output.message(problem);
    }
  }
  if (files.length + unreadable > 0) return { files, unreadable };
  throw cliError('cli/unreadable-file', { path: folder, reason: 'it holds no fixtures' });
}

function jsonFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    throw cliError('cli/unreadable-file', { path: folder, reason: messageOf(error) }, error);
  }
}

function verdictOf(outcome: FixtureOutcome): keyof Counts {
  if (outcome.outcome !== 'compared') return outcome.outcome === 'skipped' ? 'skipped' : 'failed';
  return outcome.checks.every(({ passed }) => passed) ? 'passed' : 'failed';
}

/** A case's line: its verdict, and the quantity that is worst against its tolerance. */
function tell(output: Output, file: string, outcome: FixtureOutcome): void {
  const verdict = verdictOf(outcome);
  const { case: name, kind } = outcome;
  const at = { file, case: name, kind, verdict };
  const begin = `${verdict.padEnd(7)} ${kind} ${name}`;
  switch (outcome.outcome) {
    case 'skipped':
      // In words, one line a kind at the end says it.
      output.line(at);
      return;
    case 'broken':
      output.result({ ...at, problem: outcome.problem }, () => `${begin}: ${outcome.problem}`);
      return;
    case 'compared': {
      const { checks } = outcome;
      const { quantity, error, tolerance } = worstOf(checks);
      const share = error / tolerance;
      const failed = checks.filter(({ passed }) => !passed).length;
      output.result({ ...at, quantity, error, tolerance, share, checks: checks.length, failed }, () => {
        const numbers = `error ${error.toExponential(1)} of ${tolerance.toExponential(1)} allowed`;
        const others = failed > 1 ? `, and ${failed - 1} more of ${checks.length} quantities` : '';
        return `${begin}: ${share.toFixed(3)} (${quantity}: ${numbers}${others})`;
      });
    }
  }
}

function worstOf(checks: readonly Check[]): Check {
  return checks.reduce((worst, check) =>
    check.error / check.tolerance > worst.error / worst.tolerance ? check : worst,
  );
}
