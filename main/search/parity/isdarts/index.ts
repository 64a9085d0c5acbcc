/** The fixtures of IS-DARTS: who runs a case, by the section of the file that it stands in. */
import type { FixtureRunner } from '../../../nn/index.ts';
import { runCompleteSupernetParams, runPairSupernetParams, runSizes, runStrings } from './counts.ts';
import { runKernel } from './kernel.ts';
import { runCompleteMasks, runPairMasks } from './masks.ts';
import { runImportanceSupernet } from './supernet.ts';

export { IMPORTANCE_KIND, importanceFixtures, isImportanceFile } from './file.ts';

/** Who runs a case, by what it is about. */
export const IMPORTANCE_RUNNERS: Readonly<Record<string, FixtureRunner>> = {
  metric_kernel: runKernel,
  nb201_supernet: runImportanceSupernet,
  nb201_mask_steps: runCompleteMasks,
  darts_mask_steps: runPairMasks,
  params_flops: runSizes,
  unique_strings: runStrings,
  'supernet_param_counts nb201': runCompleteSupernetParams,
  'supernet_param_counts darts_space': runPairSupernetParams,
};
