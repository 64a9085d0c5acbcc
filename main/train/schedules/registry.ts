/** Every schedule, by name. A new one is a file beside this one, one line here, and a test. */
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { cosinePower } from './cosine-power.ts';
import { dropPath } from './drop-path.ts';
import { stepDecay } from './step-decay.ts';
import { warmupCosine } from './warmup-cosine.ts';

/** The schedules of the learning rate. */
export const SCHEDULES = { cosine, cosinePower, warmupCosine, stepDecay, constant } as const;

/** The schedules of all that changes from epoch to epoch. */
export const ALL_SCHEDULES = { ...SCHEDULES, dropPath } as const;

/** The names of the learning rate's schedules. */
export type ScheduleName = keyof typeof SCHEDULES;
