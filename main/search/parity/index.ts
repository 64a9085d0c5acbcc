/** The fixtures of the reference programs, run by the product: every kind that it knows. */
import { messageOf } from '../../base/errors.ts';
import type { Executor } from '../../engine/index.ts';
import { NETWORK_FIXTURES, NETWORK_MISC, parseFixtures, runFixture } from '../../nn/index.ts';
import type { Check, FixtureCase, FixtureFile as ParityFile, FixtureRunner } from '../../nn/index.ts';
import { TRAINING_FIXTURES, TRAINING_MISC } from '../../train/index.ts';
import { fixtureError } from './errors.ts';
import { runGenotype } from './genotype.ts';
import {
  IMPORTANCE_KIND,
  IMPORTANCE_RUNNERS,
  importanceFixtures,
  isImportanceFile,
} from './isdarts/index.ts';
import { runArchitect, runRecurrentGenotype } from './language.ts';
import { runPaths } from './paths.ts';
import { runSupernet } from './supernet.ts';

export type { Check } from '../../nn/index.ts';

/** The cases of a file of fixtures, whatever its format. */
export type FixtureFile = Pick<ParityFile, 'kind' | 'cases'>;

/** Who runs a case, by its kind. */
const RUNNERS: Readonly<Record<string, FixtureRunner>> = {
  ...NETWORK_FIXTURES,
  ...TRAINING_FIXTURES,
  genotype: runGenotype,
  genotype_rnn: runRecurrentGenotype,
  rnn_architect: runArchitect,
  multichannel_path: runPaths,
  supernet: runSupernet,
};

/** Who runs a case of kind `misc`, by what it is about. */
const MISC_RUNNERS: Readonly<Record<string, FixtureRunner>> = { ...NETWORK_MISC, ...TRAINING_MISC };

/** Kinds whose cases say themselves what they are about (`what`), and who runs them by that. */
const MIXED: Readonly<Record<string, Readonly<Record<string, FixtureRunner>>>> = {
  misc: MISC_RUNNERS,
  [IMPORTANCE_KIND]: IMPORTANCE_RUNNERS,
};

/**
 * The fixtures of a parsed file, of the format `darts-parity/1` or of IS-DARTS; null if it is something else. Another version of the format
 * is refused, not passed over.
 *
 * @param name - of the file: those of IS-DARTS, which name no format, are known by it
 * @throws AppError `nn/fixture`
 */
export function openFixtures(name: string, document: unknown): FixtureFile | null {
  if (isImportanceFile(name)) return importanceFixtures(name, document);
  const isFixtures =
    typeof document === 'object' &&
    document !== null &&
    'format' in document &&
    String(document.format).startsWith('darts-parity/');
  return isFixtures ? parseFixtures(name, document) : null;
}

/** What of a case was found out. `kind` says of kinds with cases of all sorts (`misc`) also what the case is about. */
export type FixtureOutcome = { readonly case: string; readonly kind: string } & (
  | { readonly outcome: 'compared'; readonly checks: readonly Check[] }
  /** Nothing of the product computes it yet. */
  | { readonly outcome: 'skipped' }
  /** It could not be run. */
  | { readonly outcome: 'broken'; readonly problem: string }
);

/**
 * Runs the cases of a file, one after the other.
 * @param isWanted - of a case's id; all cases where it is left out
 */
export async function* runFixtures(
  { kind, cases }: FixtureFile,
  executor: Executor,
  isWanted: (id: string) => boolean = () => true,
): AsyncGenerator<FixtureOutcome, void, void> {
  for (const fixture of cases.filter(({ id }) => isWanted(id))) {
    const { name, runner } = runnerOf(kind, fixture);
    const at = { case: fixture.id, kind: name };
    if (runner === undefined) {
      yield { ...at, outcome: 'skipped' };
      continue;
    }
    try {
      const on = { kind: name, fixture: complete(fixture, cases) };
      const checks = await runFixture(runner, on, executor);
      if (checks.length === 0) yield { ...at, outcome: 'broken', problem: 'It gives nothing to compare.' };
      else yield { ...at, outcome: 'compared', checks };
    } catch (error) {
      yield { ...at, outcome: 'broken', problem: messageOf(error) };
    }
  }
}

function runnerOf(kind: string, { what }: FixtureCase): { name: string; runner: FixtureRunner | undefined } {
  const mixed = MIXED[kind];
  if (mixed === undefined) return { name: kind, runner: RUNNERS[kind] };
  return { name: `${kind} ${String(what)}`, runner: mixed[String(what)] };
}

/** A case with the inputs that it shares with another of its file (`same_inputs_as`). */
function complete(fixture: FixtureCase, cases: readonly FixtureCase[]): FixtureCase {
  const { same_inputs_as: shared } = fixture;
  if (typeof shared !== 'string') return fixture;
  const other = cases.find(({ id }) => id === shared);
  if (other === undefined) throw fixtureError(fixture.id, `its file has no case "${shared}"`);
  return { ...other, ...fixture };
}
