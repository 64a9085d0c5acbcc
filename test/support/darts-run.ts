/** A search of the DARTS space whose numbers are drawn, not computed, with everything that a log can tell: for tests of what leaves the store. */
import { createRng } from '../../main/base/rng.ts';
import { runToEnd, SYSTEM_CLOCK } from '../../main/runs/index.ts';
import type { LoopEvent, PreparedRun, RunPlan, RunResult, StoredRun } from '../../main/runs/index.ts';
import type { SearchDetail } from '../../main/search/index.ts';
import { edgesOf, findPublished, SPACES } from '../../main/spaces/index.ts';
import type { Genotype } from '../../main/spaces/index.ts';
import type { Score, Snapshot } from '../../main/train/index.ts';
import { prepareArithmetic } from './arithmetic-loop.ts';
import { arithmeticPlan } from './runs.ts';
import type { TestHome } from './runs.ts';

const EPOCHS = 3;
const STEPS = 4;

/** How such a run goes. */
export interface DartsRunOptions {
  readonly seed?: number;
  /** After that step its trainer fails, and another goes on from the last checkpoint: the steps behind it count once. */
  readonly failsAfter?: number | null;
  /** Whether it is a training, whose log ends with a test result. */
  readonly isTraining?: boolean;
}

/** Makes such a run and computes it to its end. */
export async function dartsRun(
  home: TestHome,
  { seed = 1, failsAfter = null, isTraining = false }: DartsRunOptions = {},
): Promise<StoredRun> {
  const { id } = await home.store.create(planOf(seed, isTraining));
  for (const fails of failsAfter === null ? [null] : [failsAfter, null]) {
    const run = await home.store.find(id);
    const prepare = (stored: StoredRun, restore: Snapshot | null): Promise<PreparedRun> =>
      prepared(stored, restore, fails);
    await runToEnd({ run, prepare, stop: new AbortController().signal, clock: SYSTEM_CLOCK });
  }
  return home.store.find(id);
}

function planOf(seed: number, isTraining: boolean): RunPlan {
  const plan: RunPlan = {
    ...arithmeticPlan(),
    title: 'Drawn, not computed',
    seed,
    config: { space: 'darts', epochs: EPOCHS, network: { cells: 8 }, flip: true, betas: [0.5, 0.999] },
  };
  if (!isTraining) return plan;
  return { ...plan, kind: 'train', config: { epochs: EPOCHS }, genotype: findPublished('DARTS_V2').genotype };
}

async function prepared(
  run: StoredRun,
  restore: Snapshot | null,
  failsAfter: number | null,
): Promise<PreparedRun> {
  const base = await prepareArithmetic({ ...run, record: { ...run.record, config: { size: 1 } } }, null);
  const { seed, kind } = run.record;
  let step = restore?.step ?? 0;
  async function* events(): AsyncGenerator<LoopEvent, RunResult, void> {
    if (kind === 'search' && step === 0) yield { type: 'start', detail: drawnDetail(seed, 0) };
    while (step < EPOCHS * STEPS) {
      step++;
      const epoch = Math.floor((step - 1) / STEPS);
      const [train, valid] = [drawnScore(seed, step), step % 2 === 0 ? drawnScore(seed, -step) : null];
      yield { type: 'step', epoch, step, steps: EPOCHS * STEPS, train, valid, learningRate: 0.1 / step };
      if (step === failsAfter) throw new Error('the power went');
      if (step % STEPS > 0) continue;
      const scores = { train, valid: drawnScore(seed, 1000 + step) };
      const told = { type: 'epoch', epoch, epochs: EPOCHS, ...scores } as const;
      yield kind === 'search' ? { ...told, detail: drawnDetail(seed, epoch + 1) } : { ...told, detail: null };
    }
    if (kind === 'search') return { kind, ...drawnDetail(seed, EPOCHS) };
    return { kind, test: drawnScore(seed, 5000), best: null, parameters: 1, macs: 2 };
  }
  const snapshot = async (): Promise<Snapshot> => ({
    step,
    variables: { alphas: Float32Array.from({ length: 64 }, (_, i) => i + step) },
    carried: null,
  });
  return { ...base, loop: { parameters: 1, events, snapshot, dispose: async () => undefined } };
}

/** Numbers with all their digits, as float64 has them. */
function drawnScore(seed: number, at: number): Score {
  const rng = createRng(seed, 'drawn', at);
  return { loss: 3 * rng.uniform() + 1e-17, accuracy: rng.uniform() };
}

function drawnDetail(seed: number, epoch: number): SearchDetail & { readonly genotype: Genotype } {
  const rng = createRng(seed, 'alphas', epoch);
  const rows = (): number[][] =>
    edgesOf(4).map(() => SPACES.darts.primitives.map(() => (epoch + 1) * (rng.uniform() - 0.5)));
  return { alphas: { normal: rows(), reduction: rows() }, genotype: findPublished('DARTS_V2').genotype };
}
