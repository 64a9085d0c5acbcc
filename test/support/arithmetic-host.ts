import type { Host } from '../../main/cli/index.ts';
import { LAUNCHERS } from '../../main/runs/index.ts';
import type { RunPlan } from '../../main/runs/index.ts';

/** Where the trainers of such a host are, and where their runs lie. */
export interface ArithmeticTrainers {
  /** The bundled `arithmetic-trainer.ts`. */
  readonly entry: string;
  /** The home folder. */
  readonly folder: string;
}

/** Makes a host whose runs all have this plan, but for their seeds, and compute arithmetic in place of a network. */
export const withArithmetic =
  ({ entry, folder }: ArithmeticTrainers, plan: RunPlan) =>
  (host: Host): Host => ({
    ...host,
    plan: async ({ seed }) => ({ ...plan, seed: seed ?? plan.seed }),
    create: async ({ seed }) => host.store.create({ ...plan, seed: seed ?? plan.seed }),
    launch: (run, place) =>
      LAUNCHERS.local.launch({
        run,
        entry,
        env: { ...process.env, DARTBOARD_HOME: folder },
        onStarted: (pid) => place.handOver(pid),
      }),
  });
