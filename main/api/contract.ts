/**
 * The one contract between the host and whoever shows or steers runs: the window, the browser, scripts. A request is
 * checked by its schema at the border; a response is typed. The host speaks first only where somebody subscribed.
 */
import type { z } from 'zod';
import type { BenchmarkAnswers } from './calls/benchmark.ts';
export type { HyperCuboidCosts } from './calls/hypercuboid.ts';
import type { HyperCuboidAnswers } from './calls/hypercuboid.ts';
import type { CellAnswers } from './calls/cells.ts';
import type { ComparisonAnswers } from './calls/comparisons.ts';
import type { DataAnswers, DataPushes } from './calls/data.ts';
import type { ExchangeAnswers } from './calls/exchange.ts';
import type { FigureAnswers } from './calls/figures.ts';
import type { HostAnswers } from './calls/host.ts';
import type { LaunchAnswers, LaunchPushes } from './calls/launch.ts';
import type { LogAnswers } from './calls/log.ts';
import type { QueueAnswers, QueuePushes } from './calls/queue.ts';
import type { ResultAnswers, ResultPushes } from './calls/results.ts';
import type { RunAnswers, RunPushes } from './calls/runs.ts';
import type { CALLS, clientMessageSchema, TOPICS } from './requests.ts';

export type {
  Annotations,
  AnnotationsChange,
  Experiment,
  ListedRun,
  Load,
  QueuedJob,
  QueueList,
  RunEvent,
  RunList,
  RunListChange,
  UnreadableRun,
  RunQuery,
  RunResult,
  RunState,
  SeriesPart,
  TrashList,
} from '../runs/index.ts';
export type {
  BenchmarkCell,
  BenchmarkEntry,
  BenchmarkLandscape,
  BenchmarkNeighbour,
  BenchmarkScore,
  BenchmarkSet,
  BenchmarkSpread,
} from './calls/benchmark.ts';
export type {
  CellCount,
  CellMemory,
  CountRequest,
  PathCount,
  PathCountRequest,
  RecurrentCount,
  RecurrentCountRequest,
} from './calls/cells.ts';
export type { CellList, DraftState, ListedCell, Meaning, NamedVersion, OwnCell } from '../library/index.ts';
export type {
  ComparedRun,
  ComparisonWithAgain,
  DifferingSettings,
  GroupComparison,
  GroupList,
  GroupMeasure,
  ListedGroup,
  SameComparison,
  SeedGroup,
} from './calls/comparisons.ts';
export type {
  DataChange,
  DataList,
  DataOutcome,
  DataTask,
  DataTaskRequest,
  ListedSet,
  SampleImage,
  SamplePage,
  SetHoldings,
  ShownImages,
  ShownSet,
  ShownText,
  SplitInfo,
} from './calls/data.ts';
export type { CorpusFacts, ImageSurvey, Passage, SetFacts, SetSurvey, TextPart } from '../data/index.ts';
export type { ExportRequest } from './calls/exchange.ts';
export type {
  FigureFile,
  FigureOptions,
  FigureSet,
  FigureSets,
  FigureSource,
  KeptFigure,
} from './calls/figures.ts';
export type { DeviceReport, HostInfo } from './calls/host.ts';
export type {
  EstimateState,
  FieldChoice,
  FieldInput,
  LaunchCheck,
  LaunchDraft,
  LaunchEstimate,
  LaunchField,
  LaunchOffer,
} from './calls/launch.ts';
export type { PrintedPart, SavedState } from './calls/log.ts';
export type { Done } from './calls/parts.ts';
export type { Computing } from './calls/queue.ts';
export type {
  EvaluationState,
  ImagePage,
  PredictedImage,
  RunEvaluation,
  RunResults,
  ShownClass,
  TriedImage,
  WrittenText,
} from './calls/results.ts';
export type {
  EventPage,
  PackedColumn,
  RunDetail,
  Setting,
  StepColumn,
  StepPage,
  Told,
} from './calls/runs.ts';

export type {
  ChooseRequest,
  NoticeWishes,
  Project,
  ProjectChoice,
  ProjectList,
  ShellBridge,
  ShellMenu,
  ShellMenuItem,
  ShellVisit,
  WindowAction,
} from './shell-bridge.ts';

/** The name of a call. */
export type CallName = keyof typeof CALLS;

/** What each call is asked with. */
export type Requests = { readonly [C in CallName]: z.infer<(typeof CALLS)[C]> };

/** What each call answers. */
export interface Responses
  extends
    LogAnswers,
    BenchmarkAnswers,
    HyperCuboidAnswers,
    CellAnswers,
    ResultAnswers,
    HostAnswers,
    RunAnswers,
    QueueAnswers,
    LaunchAnswers,
    ComparisonAnswers,
    ExchangeAnswers,
    FigureAnswers,
    DataAnswers {}

/** The name of something that can be subscribed to. */
export type TopicName = keyof typeof TOPICS;

/** What each subscription is made with. */
export type TopicParameters = { readonly [T in TopicName]: z.infer<(typeof TOPICS)[T]> };

/** What each subscription brings. */
export interface Pushes extends ResultPushes, RunPushes, QueuePushes, LaunchPushes, DataPushes {}

/** A failure as it crosses the border: the code is stable, the sentence is for a person. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** What a client may send over a message channel. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** What the host sends over a message channel; `id` is that of the call or the subscription. */
export type HostMessage =
  | { readonly id: number; readonly response: unknown }
  | { readonly id: number; readonly problem: Problem }
  | { readonly id: number; readonly push: unknown };
