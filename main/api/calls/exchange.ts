/** Runs that leave this store, in some form, and runs of other stores that come into it. */
import { z } from 'zod';
import type { CheckpointChoice, Exported, ExportFormatName, ImportedRun } from '../../runs/index.ts';
import type { HandlersOf } from './call.ts';
import { hostPath, runNames } from './parts.ts';

/** The forms that can be asked for. */
const FORMATS = [
  'tensorboard',
  'csv',
  'json',
  'genotype',
  'genotype-json',
  'bundle',
] as const satisfies readonly ExportFormatName[];

/** What is to be exported, how and where to. */
export interface ExportRequest {
  readonly runs: readonly string[];
  readonly format: ExportFormatName;
  /** A whole path on the host's machine. */
  readonly to: string;
  /** Whether what is there may be replaced: a file, or a folder that an export made. */
  readonly replace: boolean;
  /** Of a bundle. */
  readonly checkpoints: CheckpointChoice;
}

/** The requests. */
export const EXCHANGE_CALLS = {
  'runs.export': z.strictObject({
    runs: runNames,
    format: z.enum(FORMATS),
    to: hostPath,
    replace: z.boolean(),
    checkpoints: z.enum(['all', 'newest', 'none']),
  }) satisfies z.ZodType<ExportRequest>,
  /** Takes the runs of a bundle in. One that is here already is never touched. */
  'runs.import': z.strictObject({ path: hostPath }),
} as const;

/** The answers. */
export interface ExchangeAnswers {
  readonly 'runs.export': Exported;
  readonly 'runs.import': readonly ImportedRun[];
}

/** Brings runs out and in. */
export interface RunExchange {
  /** @throws AppError `runs/target-exists`, `runs/...` */
  export(request: ExportRequest): Promise<Exported>;
  /** @throws AppError `runs/bad-bundle`, `runs/...` */
  import(path: string): Promise<readonly ImportedRun[]>;
}

interface Services {
  readonly exchange: RunExchange;
}

/** What each call does. */
export const EXCHANGE_HANDLERS: HandlersOf<typeof EXCHANGE_CALLS, ExchangeAnswers, Services> = {
  'runs.export': (request, { exchange }) => exchange.export(request),
  'runs.import': ({ path }, { exchange }) => exchange.import(path),
};
