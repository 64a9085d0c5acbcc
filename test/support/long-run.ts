/** A run of very many steps, written in the product's own form. */
import { appendFile } from 'node:fs/promises';
import { DEFAULT_CARE, encodeLine, openStore } from '../../main/runs/index.ts';
import type { HomePaths, RunEvent, StoredRun } from '../../main/runs/index.ts';
import { SEARCH_PRESETS } from '../../main/search/index.ts';

const STEPS_PER_EPOCH = 400;
const PORTION = 10_000;

/** A search that has told nothing yet. */
export function createLongRun(paths: HomePaths): Promise<StoredRun> {
  return openStore(paths).create({
    kind: 'search',
    title: 'Synthetic',
    preset: null,
    config: SEARCH_PRESETS.tiny.config,
    seed: 1,
    data: { name: 'none', id: 'none' },
    genotype: null,
    space: null,
    parent: null,
    origin: null,
    care: DEFAULT_CARE,
  });
}

/** Which steps. */
export interface Appending {
  readonly from: number;
  readonly to: number;
  /** The number of the first event. */
  readonly seq: number;
  /** How many steps the run has. */
  readonly of: number;
  /** How many an epoch has. */
  readonly perEpoch?: number;
}

/** Logs these steps, an epoch, its alphas and a checkpoint after every so many; gives the number of the next event. */
export async function appendSteps(
  run: StoredRun,
  { from, to, seq: first, of, perEpoch = STEPS_PER_EPOCH }: Appending,
): Promise<number> {
  let seq = first;
  let lines: Buffer[] = [];
  const add = (event: RunEvent): void => {
    lines.push(encodeLine(event));
    seq += 1;
  };
  for (let step = from; step <= to; step++) {
    for (const event of eventsOf(step, of, perEpoch))
      add({ seq, at: 1_700_000_000_000 + 25 * step, ...event });
    if (lines.length < PORTION && step < to) continue;
    await appendFile(run.paths.events, Buffer.concat(lines));
    lines = [];
  }
  return seq;
}

type Body = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'seq' | 'at'> : never) : never;

function eventsOf(step: number, steps: number, perEpoch: number): readonly Body[] {
  const epoch = Math.floor((step - 1) / perEpoch);
  const noise = (site: number): number => Math.abs(Math.sin(12.9898 * step + 78.233 * site)) / 10;
  // As it is measured: of 64 images.
  const score = (site: number): { readonly loss: number; readonly accuracy: number } => ({
    loss: 2.3 * Math.exp(-step / 300_000) + noise(site),
    accuracy: Math.round(64 * (1 - 0.9 * Math.exp(-step / 300_000) - noise(site + 1) / 10)) / 64,
  });
  const told: Body = {
    type: 'step',
    epoch,
    step,
    steps,
    train: score(1),
    valid: score(3),
    learningRate: 0.0125 * (1 + Math.cos((Math.PI * step) / steps)),
    seconds: 0.02 + noise(5),
  };
  if (step % perEpoch !== 0) return [told];
  const rows = (site: number): number[][] =>
    Array.from({ length: 14 }, (_, edge) => Array.from({ length: 8 }, (__, i) => noise(site + 8 * edge + i)));
  const cell = {
    edges: Array.from({ length: 8 }, (_, i) => ({ primitive: 'sep_conv_3x3', input: i % 2 })),
    concat: [2, 3, 4, 5],
  };
  return [
    told,
    { type: 'epoch', epoch, epochs: Math.ceil(steps / perEpoch), train: score(6), valid: score(7) },
    {
      type: 'alphas',
      epoch: epoch + 1,
      alphas: { normal: rows(8), reduction: rows(9) },
      genotype: { normal: cell, reduction: cell },
    },
    { type: 'checkpoint', step, file: `${String(step)}.ckpt` },
  ];
}
