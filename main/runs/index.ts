/** The door of the runs room: records, logs and checkpoints of runs, and what starts and watches their trainers. */
export { annotationsSchema, NO_ANNOTATIONS, readAnnotations, writeAnnotations } from './annotations.ts';
export type { Annotations } from './annotations.ts';
export { careSchema, DEFAULT_CARE } from './care.ts';
export type { Care } from './care.ts';
export { weightsSha256 } from './checkpoint-file.ts';
export { newestCheckpoint } from './checkpoints.ts';
export type { Checkpoint, NewestCheckpoint } from './checkpoints.ts';
export { SYSTEM_CLOCK } from './clock.ts';
export type { Clock } from './clock.ts';
export { runsError, unwritable } from './errors.ts';
export type { RunsErrorCode } from './errors.ts';
export type { AlarmName, GpuLoad, LatestEpoch, Load } from './events.ts';
export type { RunEvent, RunEventBody, RunResult, RunState, RunSummary } from './events.ts';
export type { LaunchedRun, LauncherDef, LaunchRequest, TrainerExit } from './launcher.ts';
export { bytesWords } from './memory.ts';
export type { MemoryOutlook } from './memory.ts';
export { homePaths } from './paths.ts';
export type { HomePaths, RunPaths } from './paths.ts';
export type {
  DataIdentity,
  Environment,
  NewRun,
  Origin,
  Parent,
  RunPlan,
  RunRecord,
  SplitIdentity,
  Start,
} from './record.ts';
export { LAUNCHERS } from './registry.ts';
export type { LauncherName } from './registry.ts';
export { openStore } from './store.ts';
export type { Removed, RunList, RunStore } from './store.ts';
export { isAtRest, isUnderWay, summarize } from './summary.ts';
export type { StoredRun } from './summary.ts';
export { followEvents, readEvents, requestStop, settle } from './supervise.ts';
export type { FollowOptions, RunEvents } from './supervise.ts';
export { runToEnd } from './trainer.ts';
export type { LoopEvent, PreparedRun, TrainerEnd, TrainerOptions } from './trainer.ts';
