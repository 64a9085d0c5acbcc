import type { FixtureRunner } from '../../nn/index.ts';
import { runAugmentation } from './augment.ts';
import { runCutout } from './cutout.ts';
import { runAccuracy, runSmoothing } from './losses.ts';
import { runAdam, runAsgd, runClipping, runMomentum } from './optimizers.ts';
import { runBatchify } from './text.ts';

/** The cases of kind `misc` that need optimizers, losses and data, by what they are about (`what`). */
export const TRAINING_MISC: Readonly<Record<string, FixtureRunner>> = {
  sgd_momentum: runMomentum,
  sgd_momentum_changing_lr: runMomentum,
  adam_l2: runAdam,
  asgd: runAsgd,
  clip_grad_norm: runClipping,
  cross_entropy_label_smooth: runSmoothing,
  topk_accuracy_percent: runAccuracy,
  cutout_box: runCutout,
  batchify: runBatchify,
};

/** The kinds of fixtures that need what training needs, beside `misc`. */
export const TRAINING_FIXTURES: Readonly<Record<string, FixtureRunner>> = { augment_op: runAugmentation };
