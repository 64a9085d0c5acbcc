import type { Executor } from '../../engine/index.ts';
import { runEvalCell, runSearchCell } from './cells.ts';
import { runEvalNet } from './eval-net.ts';
import { compared } from './fixture.ts';
import type { Check, Comparison, FixtureCase } from './fixture.ts';
import { runAuxiliaryHead, runBatchNorm, runDropPath } from './misc.ts';
import { runCuboid, runPathModel } from './hypercuboid.ts';
import { runLanguageModel } from './language-model.ts';
import { runOp } from './op.ts';
import { runRecurrentCell, runRecurrentSearchCell } from './recurrent.ts';

/** Runs a case of one kind. */
export type FixtureRunner = (fixture: FixtureCase, executor: Executor) => Promise<readonly Comparison[]>;

/** The kinds of fixtures that need networks and nothing more. */
export const NETWORK_FIXTURES: Readonly<Record<string, FixtureRunner>> = {
  op: runOp,
  search_cell: runSearchCell,
  eval_cell: runEvalCell,
  eval_net: runEvalNet,
  multichannelnet: runCuboid,
  multichannel_path_model: runPathModel,
  rnn_cell: runRecurrentCell,
  rnn_search_cell: runRecurrentSearchCell,
  rnn_lm: runLanguageModel,
};

/** The cases of kind `misc` that need networks and nothing more, by what they are about (`what`). */
export const NETWORK_MISC: Readonly<Record<string, FixtureRunner>> = {
  auxiliary_head: runAuxiliaryHead,
  drop_path: runDropPath,
  batchnorm2d_running: runBatchNorm,
};

/** Runs a case and compares every quantity that it gives. @throws nn/fixture when the case cannot be read */
export async function runFixture(
  runner: FixtureRunner,
  { kind, fixture }: { readonly kind: string; readonly fixture: FixtureCase },
  executor: Executor,
): Promise<readonly Check[]> {
  const comparisons = await runner(fixture, executor);
  return comparisons.map((comparison) => compared({ fixture: kind, case: fixture.id }, comparison));
}
