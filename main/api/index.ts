/** The host's face: one contract, its handlers, and the ways to reach them. */
export { createClient, createPace, httpTransport, portTransport } from './client.ts';
export type { Client, Pace, PaceReading } from './client.ts';
export { STEP_COLUMNS } from './calls/runs.ts';
export type {
  DeviceReport,
  EventPage,
  HostInfo,
  Problem,
  Requests,
  Responses,
  RunDetail,
  Setting,
  StepColumn,
  StepPage,
} from './contract.ts';
export { BENCHMARK_SETS } from './calls/benchmark.ts';
export type {
  BenchmarkCell,
  BenchmarkEntry,
  BenchmarkLandscape,
  BenchmarkNeighbour,
  BenchmarkReader,
  BenchmarkScore,
  BenchmarkSet,
  BenchmarkSpread,
} from './calls/benchmark.ts';
export type { HyperCuboidCosts, PathCounter } from './calls/hypercuboid.ts';
export type {
  CellCount,
  CellCounter,
  CellMemory,
  CountRequest,
  PathCount,
  PathCountRequest,
  RecurrentCount,
  RecurrentCountRequest,
} from './calls/cells.ts';
export type {
  ComparedRun,
  Comparison,
  ComparisonWithAgain,
  Difference,
  DifferingSettings,
  GroupComparison,
  GroupList,
  GroupMeasure,
  ListedGroup,
  RunComparer,
  SameComparison,
  SavedState,
  SeedGroup,
} from './calls/comparisons.ts';
export type {
  DataChange,
  DataKeeper,
  DataList,
  DataOutcome,
  DataRequests,
  DataTask,
  DataTaskRequest,
  ListedImages,
  ListedSet,
  ListedText,
  SamplePage,
  SetHoldings,
  ShownSet,
  SplitInfo,
} from './calls/data.ts';
export type { ExportRequest, RunExchange } from './calls/exchange.ts';
export { figureSetSchema } from './calls/figures.ts';
export type { FigureKeeper, FigureSet } from './calls/figures.ts';
export { noWorkbench } from './errors.ts';
export { createApi } from './handlers/api.ts';
export type { Api } from './handlers/api.ts';
export { LAUNCH_ESTIMATE } from './calls/launch.ts';
export type {
  EstimateRequest,
  EstimateState,
  FieldChoice,
  FieldGroup,
  FieldInput,
  FieldOrigin,
  LaunchCheck,
  LaunchDraft,
  LaunchEstimate,
  LaunchField,
  LaunchImages,
  LaunchOffer,
  LaunchPlanner,
  LaunchProblem,
} from './calls/launch.ts';
export type { Unsubscribe } from './calls/parts.ts';
export type { QueueRequest, QueueService } from './calls/queue.ts';
export type {
  EvaluationState,
  ImagePage,
  PredictedImage,
  ResultReader,
  RunEvaluation,
  RunResults,
  ShownClass,
  ShownMaps,
  TriedImage,
  WrittenText,
} from './calls/results.ts';
export type { RunLauncher, RunReader, RunWatcher } from './calls/runs.ts';
export type { HostServices } from './handlers/services.ts';
export { serveHttp } from './transports/http.ts';
export type { HttpServer, HttpServerOptions } from './transports/http.ts';
export { serveMessagePort } from './transports/message-port.ts';
export type { MessagePortServer, ParentChannel } from './transports/message-port.ts';
