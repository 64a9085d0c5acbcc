/** What a kind of run is, whatever it learns from. */
import type { z } from 'zod';
import type { Executor, Parallelism } from '../engine/index.ts';
import type { LoopEvent, RunPlan, RunRecord, RunResult } from '../runs/index.ts';
import type { SearchSpace, Wiring } from '../spaces/index.ts';
import type { Loop, RunData, Snapshot, TextData } from '../train/index.ts';
import type { Tree } from './setting-shape.ts';

/** What runs learn from: images, or words. */
export type AnyData = RunData | TextData;

/** What a loop is made with, besides what its record says. */
export interface LoopMaterials {
  readonly record: RunPlan & Pick<RunRecord, 'id'>;
  readonly data: AnyData;
  readonly executor: Executor;
  readonly restore: Snapshot | null;
}

/** Settings to begin from. */
export interface PresetDef {
  readonly title: string;
  /** The paper and section, or why this project chose them. */
  readonly source: string;
  /** Of a training, the cells that it is for. */
  readonly wiring?: Wiring;
  /** What it says, and nothing of what it leaves to a cell. */
  readonly config: unknown;
}

/** Completes the network of a training's settings by what its cell says, wherever the settings say nothing. */
export type NetworkCompletion = (network: Tree) => Tree;

/** One kind of run. */
export interface KindDef {
  /** `search`, as in "a search preset". */
  readonly title: string;
  /** How its steps use the processor's cores. */
  readonly parallelism: Parallelism;
  /** The data set that it learns from where none is named. */
  readonly usualData: string;
  readonly learns: 'images' | 'words';
  readonly presets: Readonly<Record<string, PresetDef>>;
  /**
   * Completes and checks the configuration of a run that somebody asks for.
   *
   * @param byCell - what the cell of a training says
   */
  schema(byCell?: NetworkCompletion): z.ZodType<Readonly<Record<string, unknown>>>;
  /** Passes if a run with these settings has the data that it asks for. @throws AppError `data/...` */
  checkData(config: unknown, data: AnyData): void;
  /** How many updates an epoch makes with these settings. @throws AppError `data/...` */
  stepsPerEpoch(config: unknown, data: AnyData): number;
  /** The space whose alphas a run with these settings learns; null: it learns none. */
  alphaSpace(config: unknown): SearchSpace | null;
  /** @throws AppError of the rooms whose parts do not fit together */
  createLoop(materials: LoopMaterials): Promise<Loop<LoopEvent, RunResult>>;
}
