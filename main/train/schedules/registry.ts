/** Every learning-rate schedule, by name. */
import { cosine } from './cosine.ts';

/** The schedules. */
export const SCHEDULES = { cosine } as const;

/** The names of the schedules. */
export type ScheduleName = keyof typeof SCHEDULES;
