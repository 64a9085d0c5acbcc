import type { Annotations } from './annotations.ts';
import type { Beginning } from './fork.ts';
import type { RunPlan } from './record.ts';

/** A run that is to be made. */
export interface NewRun extends RunPlan {
  /** The text of the split that `data.split` names, a copy of which the run keeps. */
  readonly splitText?: string;
  /** What is said of it from the start. */
  readonly annotations?: Annotations;
  /** Where it begins, if not at the first step; `origin` says so too. */
  readonly beginning?: Beginning;
}
