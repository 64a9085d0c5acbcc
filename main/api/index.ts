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
export { noWorkbench } from './errors.ts';
export { createApi } from './handlers/api.ts';
export type { Api } from './handlers/api.ts';
export type { Unsubscribe } from './calls/parts.ts';
export type { QueueRequest, QueueService } from './calls/queue.ts';
export type { RunLauncher, RunReader, RunWatcher } from './calls/runs.ts';
export type { HostServices } from './handlers/services.ts';
export { serveHttp } from './transports/http.ts';
export type { HttpServer, HttpServerOptions } from './transports/http.ts';
export { serveMessagePort } from './transports/message-port.ts';
export type { MessagePortServer, ParentChannel } from './transports/message-port.ts';
