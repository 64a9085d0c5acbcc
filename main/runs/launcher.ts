import type { StoredRun } from './summary.ts';

/** What is launched. */
export interface LaunchRequest {
  readonly run: StoredRun;
  /** The bundled entry of the trainer, which takes the id of a run; or of another program that works on a run. */
  readonly entry: string;
  /** What the program is given besides the id. */
  readonly rest?: readonly string[];
  /** The trainer's whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Is told the number of the process in the moment in which there is one. */
  readonly onStarted?: (pid: number) => void;
}

/** How a trainer's process ended. */
export interface TrainerExit {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A trainer that was launched. */
export interface LaunchedRun {
  readonly pid: number;
  /** Resolves when the trainer's process has ended. */
  readonly ended: Promise<TrainerExit>;
  /** Asks the trainer to write a checkpoint and end. */
  stop(): void;
  /** Lets this process end before the trainer, which then goes on alone. */
  leave(): void;
}

/** A way to start trainers: on this machine, or through a queue of a cluster. */
export interface LauncherDef {
  readonly title: string;
  /** @throws AppError `runs/unwritable` */
  launch(request: LaunchRequest): Promise<LaunchedRun>;
}
