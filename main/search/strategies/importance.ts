import { z } from 'zod';
import { kindsOf } from '../../spaces/index.ts';
import { scoreOf, sumVariables } from '../../train/index.ts';
import { runWeightStep, weightPrograms, weightSums } from '../accumulated.ts';
import { cellSpaceOf } from '../cell-space.ts';
import type { RemovedCandidate, ShrinkEvent } from '../events.ts';
import { carriedOver } from '../importance/carry.ts';
import { poolsOf, shrink } from '../importance/masks.ts';
import type { Removed } from '../importance/masks.ts';
import { shrinkEpochs } from '../importance/schedule.ts';
import type { ShrinkPlan } from '../importance/schedule.ts';
import { measure, scoresByKind, scoringOf } from '../importance/scoring.ts';
import type { Scoring } from '../importance/scoring.ts';
import { detailOf, importanceOf, liveIn, plainScores, stateIn } from '../importance/state.ts';
import type { ImportanceState } from '../importance/state.ts';
import { scoreSupernet } from '../learnt-alphas.ts';
import type { StrategyDef } from '../strategy.ts';
import type { Change, EpochTurn, SupernetDriver } from '../supernet-driver.ts';
import { createSupernetLoop } from '../supernet-loop.ts';
import type { SearchPrograms, SearchTask } from '../supernet-method.ts';
import {
  initialSupernet,
  ofKind,
  perKind,
  supernetEvaluations,
  supernetModel,
  supernetVariables,
} from '../supernet-model.ts';
import type { SupernetModel } from '../supernet-model.ts';

const config = z.strictObject({
  /** How often candidates are removed: 4 times on NAS-Bench-201, 7 times on the space of DARTS. */
  shrinks: z.int().positive().default(4),
  /** Epochs from one removal to the next, and from the last to the end: 2 on NAS-Bench-201, 3 on the space of DARTS. */
  interval: z.int().positive().default(2),
});
type ImportanceConfig = z.output<typeof config>;

const TITLE = 'IS-DARTS';

/**
 * IS-DARTS: no alphas at all. The weights of the whole supernet are trained, every candidate with the same share; at the end of some epochs
 * each candidate is scored by how little its output spreads over its channels, on all images that train the weights, and the worst are
 * removed, until what is left is the cell. A removed candidate is not multiplied by zero: the programs are written anew without it, and the
 * weights, the momentum and the running statistics of the others go on bit for bit.
 *
 * The published search trains on all images (`trainPortion` 1) and tells the accuracy on the test images, which chooses nothing. Where it is
 * below 1 the rest is what the supernet is evaluated on.
 *
 * As the published code, where not said: its loader does not shuffle; here every epoch of training does, and only scoring goes in order. It
 * keeps removed candidates in the sum as zeros, where decay and momentum go on to move their weights; none of that is left here. Its
 * scores are means in float32; these add up in float64.
 * @see He, Liu, Zhang, Zheng 2024, arXiv:2312.12648; github.com/HY-HE/IS-DARTS
 */
export const importance: StrategyDef<ImportanceConfig> = {
  title: TITLE,
  source: 'He, Liu, Zhang, Zheng: IS-DARTS, arXiv:2312.12648, and its code',
  config,
  learnsAlphas: false,
  needsCells: true,
  async open(materials, plan) {
    // Before anything is read or traced.
    shrinkEpochs(materials.config.epochs, plan);
    return createSupernetLoop(materials, {
      title: TITLE,
      wants: { alphaBatches: false, heldOut: false, trainingInOrder: true },
      begin: (task, carried) => driverOf(task, plan, stateIn(carried, cellSpaceOf(task.space))),
    });
  },
};

/** A supernet between two shrinks, and its programs. */
interface Stage {
  readonly state: ImportanceState;
  readonly model: SupernetModel;
  readonly made: SearchPrograms;
  /** Null where nothing is removed any more. */
  readonly scoring: Scoring | null;
}

function stageOf(task: SearchTask, plan: ShrinkPlan, state: ImportanceState): Stage {
  const model = supernetModel(task, 'equal', { candidates: liveIn(state, cellSpaceOf(task.space)) });
  const isLast = state.history.length === plan.shrinks;
  const scoring = isLast ? null : scoringOf(model, task.orderedBatches ?? task.weightBatches);
  const programs = [...weightPrograms(model), ...supernetEvaluations(model), ...(scoring?.programs ?? [])];
  const made: SearchPrograms = {
    bundle: {
      variables: {
        ...supernetVariables(model),
        ...(task.config.accumulate === 1 ? {} : sumVariables(weightSums(model))),
      },
      programs: Object.fromEntries(programs.map((program) => [program.name, program])),
    },
    initial: (seed) => initialSupernet(model, seed),
    parameters: model.layout.weights.size,
    skipZero: true,
  };
  return { state, model, made, scoring };
}

function driverOf(task: SearchTask, plan: ShrinkPlan, state: ImportanceState): SupernetDriver {
  const space = cellSpaceOf(task.space);
  const epochs = shrinkEpochs(task.config.epochs, plan);
  let stage = stageOf(task, plan, state);
  return {
    get made() {
      return stage.made;
    },
    get carried() {
      return stage.state;
    },
    step: async (on) => ({
      train: scoreOf(await runWeightStep(on), on.weightBatch.labels),
      valid: null,
    }),
    async change(on) {
      if (epochs[stage.state.history.length] !== on.epoch) return null;
      const { next, change } = await shrunk({ task, plan, stage, on });
      stage = next;
      return change;
    },
    closeEpoch: scoreSupernet,
    detail: async () => detailOf(stage.state, space),
  };
}

/** Scores the candidates, removes the worst, and goes over to what is left. */
async function shrunk({
  task,
  plan,
  stage,
  on,
}: {
  readonly task: SearchTask;
  readonly plan: ShrinkPlan;
  readonly stage: Stage;
  readonly on: EpochTurn;
}): Promise<{ readonly next: Stage; readonly change: Change }> {
  const space = cellSpaceOf(task.space);
  const { epoch, executable, training } = on;
  const { state, model, scoring } = stage;
  if (scoring === null || training === null) throw new Error('internal: a shrink needs scores and images');
  const pass = { executable, candidates: scoring.candidates, space, images: training, epoch };
  const scores = scoresByKind(space, await measure(pass));
  const kinds = kindsOf(space);
  const live = liveIn(state, space);
  const shrinksLeft = plan.shrinks - state.history.length;
  const rule = { pools: poolsOf(space), shrinksLeft };
  const found = perKind(kinds, (kind) => shrink(ofKind(live, kind), scores[kind] ?? [], rule));
  const told = {
    epoch,
    live: perKind(kinds, (kind) => ofKind(found, kind).mask.map((row) => [...row])),
    scores: plainScores(scores),
  };
  const next = stageOf(task, plan, { history: [...state.history, told] });
  const removedFrom = ({ edge, primitive, score }: Removed): RemovedCandidate => ({
    edge,
    primitive: space.primitives[primitive]?.name ?? '',
    score: Number.isFinite(score) ? score : null,
  });
  const event: ShrinkEvent = {
    type: 'shrink',
    epoch,
    removed: perKind(kinds, (kind) => ofKind(found, kind).removed.map(removedFrom)),
    importance: importanceOf(next.state, space),
    parameters: next.made.parameters,
  };
  return { next, change: { event, variables: await carriedOver(executable, model, next.model) } };
}
