/** The door of the runs room: records, logs and checkpoints of runs, and what starts and watches their trainers. */
export { annotate } from './annotate.ts';
export {
  annotationsChangeSchema,
  annotationsSchema,
  MOST_NOTE,
  NO_ANNOTATIONS,
  readAnnotations,
  writeAnnotations,
} from './annotations.ts';
export type { Annotations, AnnotationsChange } from './annotations.ts';
export type {
  Catalog,
  Experiment,
  OnProgress,
  RunList,
  RunListChange,
  UnreadableRun,
} from './catalog/catalog.ts';
export { RUN_STATES, runQuerySchema, SORT_COLUMN_NAMES } from './catalog/query.ts';
export type { RunQuery, SortColumn } from './catalog/query.ts';
export { careSchema, DEFAULT_CARE } from './care.ts';
export type { Care } from './care.ts';
export { weightsSha256 } from './checkpoint-file.ts';
export { checkpointAt, checkpointSteps, newestCheckpoint } from './checkpoints.ts';
export type { Checkpoint, NewestCheckpoint } from './checkpoints.ts';
export { SYSTEM_CLOCK } from './clock.ts';
export type { Clock } from './clock.ts';
export { forgetProgress, progressOf, tellProgress } from './evaluation-progress.ts';
export type { EvaluationProgress } from './evaluation-progress.ts';
export { keepPredictions, predictionsFile, readPredictions } from './predictions.ts';
export type { PredictionsKey, StoredPredictions } from './predictions.ts';
export { evaluationFile, keepEvaluation, newEvaluationId, readEvaluations } from './evaluations.ts';
export type { Evaluations, StoredEvaluation } from './evaluations.ts';
export { runsError, unwritable } from './errors.ts';
export type { RunsErrorCode } from './errors.ts';
export { encodeLine } from './event-line.ts';
export type { AlarmName, GpuLoad, LatestEpoch, Load } from './events.ts';
export type {
  ListedResult,
  ListedRun,
  RunEvent,
  RunEventBody,
  RunResult,
  RunState,
  RunSummary,
} from './events.ts';
export { beginningAt, ownBeginning, withLength } from './fork.ts';
export type { Beginning, RunLength } from './fork.ts';
export { lanesFolder, openLanes } from './lanes/lanes.ts';
export type { Lane, Lanes, Occupant, Place, PlaceRequest } from './lanes/lanes.ts';
export { findCheckpoint, keptCheckpoints } from './kept.ts';
export type { KeptCheckpoint } from './kept.ts';
export { importBundle } from './export/bundle/import-bundle.ts';
export type { ImportedRun } from './export/bundle/import-bundle.ts';
export type { CheckpointChoice } from './export/bundle/run-files.ts';
export { exportBundle, exportRuns } from './export/export-runs.ts';
export type { BundleOptions, Exported, ExportOptions, ExportPlace } from './export/export-runs.ts';
export { EXPORT_FORMATS } from './export/registry.ts';
export type { ExportFormatName } from './export/registry.ts';
export type { LaunchedRun, LauncherDef, LaunchRequest, TrainerExit } from './launcher.ts';
export { bytesWords } from './memory.ts';
export type { NewRun } from './new-run.ts';
export type { MemoryOutlook } from './memory.ts';
export { homePaths } from './paths.ts';
export type { HomePaths, RunPaths } from './paths.ts';
export type {
  DataIdentity,
  Environment,
  Origin,
  Parent,
  RunPlan,
  RunRecord,
  SplitIdentity,
  Start,
} from './record.ts';
export { startDispatcher } from './queue/dispatcher.ts';
export type { Dispatcher, DispatchOptions } from './queue/dispatcher.ts';
export { giveCell } from './queue/give-cell.ts';
export type { Job, JobState } from './queue/job.ts';
export { lookAtQueue } from './queue/outlook.ts';
export type { QueuedJob, QueueList } from './queue/outlook.ts';
export { openQueue } from './queue/queue-store.ts';
export type { QueueContents, QueueStore } from './queue/queue-store.ts';
export { endEvaluation, enqueue, findJob, forgetEnded, steer } from './queue/steering.ts';
export type { Queueable, QueueOptions, Steering } from './queue/steering.ts';
export { LAUNCHERS } from './registry.ts';
export type { LauncherName } from './registry.ts';
export { readHistory } from './series/history.ts';
export { createSeriesShelf } from './series/shelf.ts';
export type { SeriesShelf } from './series/shelf.ts';
export { openSeries } from './series/series.ts';
export type { AlphaFrame, OpenSeriesOptions, Refreshed, Series, SeriesTable } from './series/series.ts';
export { seriesPart } from './series/part.ts';
export type { SeriesLine, SeriesPart } from './series/part.ts';
export { SERIES_COLUMNS, seriesRequestSchema } from './series/request.ts';
export type { SeriesColumn, SeriesColumns, SeriesRange, SeriesRequest } from './series/request.ts';
export { openStore } from './store.ts';
export type { Removed, RunPlace, RunStore } from './store.ts';
export { isAtRest, isUnderWay, summarize } from './summary.ts';
export type { StoredRun } from './summary.ts';
export { isSaveWanted, requestSave, requestStop } from './requests.ts';
export type { StopAt } from './requests.ts';
export { settle } from './settle.ts';
export { followEvents, readEvents } from './supervise.ts';
export type { FollowOptions, RunEvents } from './supervise.ts';
export { resolveTrashed } from './trash.ts';
export type { Emptied, Trash, TrashedRun, TrashList } from './trash.ts';
export { runToEnd } from './trainer.ts';
export type { LoopEvent, PreparedRun, TrainerEnd, TrainerOptions } from './trainer.ts';
export { HANG_MINUTES } from './watch/hang-watch.ts';
export type { WatchOptions } from './watch/watch.ts';
