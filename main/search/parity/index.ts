/** The fixtures of the reference programs, run by the product: every kind that it knows. */
import { messageOf } from '../../base/errors.ts';
import type { Executor } from '../../engine/index.ts';
import { NETWORK_FIXTURES, NETWORK_MISC, parseFixtures, runFixture } from '../../nn/index.ts';
import type { Check, FixtureCase, FixtureFile, FixtureRunner } from '../../nn/index.ts';
import { TRAINING_FIXTURES, TRAINING_MISC } from '../../train/index.ts';
import { fixtureError } from './errors.ts';
import { runGenotype } from './genotype.ts';
import { runSupernet } from './supernet.ts';

export type { Check, FixtureFile } from '../../nn/index.ts';

/** Who runs a case, by its kind. */
const RUNNERS: Readonly<Record<string, FixtureRunner>> = {
  ...NETWORK_FIXTURES,
  ...TRAINING_FIXTURES,
  genotype: runGenotype,
  supernet: runSupernet,
};

/** Who runs a case of kind `misc`, by what it is about. */
const MISC_RUNNERS: Readonly<Record<string, FixtureRunner>> = { ...NETWORK_MISC, ...TRAINING_MISC };

/**
 * The fixtures of a parsed file; null if it is something else. Another version of the format is refused, not passed over.
 *
 * @param name - names the file in messages
 * @throws AppError `nn/fixture`
 */
export function openFixtures(name: string, document: unknown): FixtureFile | null {
  const isFixtures =
    typeof document === 'object' &&
    document !== null &&
    'format' in document &&
    String(document.format).startsWith('darts-parity/');
  return isFixtures ? parseFixtures(name, document) : null;
}

/** What of a case was found out. `kind` says of the kind `misc` also what the case is about. */
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
  if (kind !== 'misc') return { name: kind, runner: RUNNERS[kind] };
  return { name: `misc ${String(what)}`, runner: MISC_RUNNERS[String(what)] };
}

/** A case with the inputs that it shares with another of its file (`same_inputs_as`). */
function complete(fixture: FixtureCase, cases: readonly FixtureCase[]): FixtureCase {
  const { same_inputs_as: shared } = fixture;
  if (typeof shared !== 'string') return fixture;
  const other = cases.find(({ id }) => id === shared);
  if (other === undefined) throw fixtureError(fixture.id, `its file has no case "${shared}"`);
  return { ...other, ...fixture };
}
