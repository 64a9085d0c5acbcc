import type { RunEvent } from '../../events.ts';
import type { Cell, Column, RowContext, TableDef } from './table.ts';

const at: Column = { name: 'at', unit: 'ms since 1970, UTC', meaning: 'when it was logged' };
const step: Column = { name: 'step', unit: null, meaning: 'steps of the whole run, this one included' };
const latestStep: Column = { name: 'step', unit: null, meaning: 'the latest step before' };
const epoch: Column = { name: 'epoch', unit: null, meaning: 'from 0' };
const scores: readonly Column[] = [
  { name: 'trainLoss', unit: null, meaning: 'cross-entropy on the training batch' },
  { name: 'trainAccuracy', unit: 'share', meaning: 'of the training batch' },
  { name: 'validLoss', unit: null, meaning: 'on held-out images, where they were scored' },
  { name: 'validAccuracy', unit: 'share', meaning: 'of held-out images, where they were scored' },
];

type StepEvent = Extract<RunEvent, { type: 'step' }>;
const scoresOf = ({ train, valid }: Pick<StepEvent, 'train' | 'valid'>): readonly Cell[] => [
  train.loss,
  train.accuracy,
  valid?.loss ?? null,
  valid?.accuracy ?? null,
];

/** A table of the events of one type. */
function tableOf<T extends RunEvent['type']>(
  type: T,
  columns: readonly Column[],
  rows: (event: Extract<RunEvent, { type: T }>, context: RowContext) => readonly (readonly Cell[])[],
): TableDef {
  const isOfType = (event: RunEvent): event is Extract<RunEvent, { type: T }> => event.type === type;
  return { columns, rows: (event, context) => (isOfType(event) ? rows(event, context) : []) };
}

/** The tables by name. */
export const TABLES = {
  steps: tableOf(
    'step',
    [
      step,
      epoch,
      at,
      ...scores,
      { name: 'learningRate', unit: null, meaning: 'of the weights' },
      { name: 'seconds', unit: 's', meaning: 'wall time of the step' },
    ],
    (event) => [[event.step, event.epoch, event.at, ...scoresOf(event), event.learningRate, event.seconds]],
  ),
  epochs: tableOf('epoch', [epoch, latestStep, at, ...scores], (event, context) => [
    [event.epoch, context.step, event.at, ...scoresOf(event)],
  ]),
  alphas: tableOf(
    'alphas',
    [
      { name: 'epoch', unit: null, meaning: 'after that many epochs; 0: before the first step' },
      { name: 'cell', unit: null, meaning: 'normal or reduction' },
      { name: 'edge', unit: null, meaning: 'row of the alphas, from 0' },
      {
        name: 'node',
        unit: null,
        meaning: 'that the edge feeds: intermediate nodes from 0; of NAS-Bench-201 nodes from 1',
      },
      {
        name: 'input',
        unit: null,
        meaning:
          'state that the edge reads: 0 and 1 are the inputs of the cell, k + 2 is node k; of NAS-Bench-201 the node, where 0 is the input',
      },
      { name: 'primitive', unit: null, meaning: 'its name in the search space' },
      { name: 'alpha', unit: null, meaning: 'raw, before the softmax' },
      { name: 'mixture', unit: 'share', meaning: 'the softmax of the alphas of the edge' },
    ],
    (event, { naming }) =>
      naming(event.alphas).map(({ cell, edge, ends, primitive, alpha, mixture }) => [
        event.epoch,
        cell,
        edge,
        ends?.node ?? null,
        ends?.input ?? null,
        primitive,
        alpha,
        mixture,
      ]),
  ),
  load: tableOf(
    'load',
    [
      latestStep,
      at,
      { name: 'cpu', unit: 'share', meaning: 'of the logical cores of the machine, used by the run' },
      {
        name: 'machineCpu',
        unit: 'share',
        meaning: 'of the logical cores of the machine, used by all processes',
      },
      { name: 'memoryBytes', unit: 'bytes', meaning: 'resident memory of the run' },
      { name: 'freeBytes', unit: 'bytes', meaning: 'memory of the machine that could still be had' },
    ],
    (event, context) => [
      [context.step, event.at, event.cpu, event.machineCpu, event.memoryBytes, event.freeBytes],
    ],
  ),
  gpus: tableOf(
    'load',
    [
      latestStep,
      at,
      { name: 'gpu', unit: null, meaning: 'its number, from 0' },
      { name: 'name', unit: null, meaning: 'of the GPU' },
      { name: 'utilization', unit: 'share', meaning: 'of the time in which it computed' },
      { name: 'memoryUsedBytes', unit: 'bytes', meaning: 'of its memory, by all processes' },
      { name: 'memoryTotalBytes', unit: 'bytes', meaning: 'of its memory' },
    ],
    (event, context) =>
      event.gpus.map((gpu) => [
        context.step,
        event.at,
        gpu.index,
        gpu.name,
        gpu.utilization,
        gpu.memoryUsedBytes,
        gpu.memoryTotalBytes,
      ]),
  ),
  states: tableOf(
    'state',
    [
      latestStep,
      at,
      { name: 'state', unit: null, meaning: 'of the run from then on' },
      { name: 'message', unit: null, meaning: 'what was said of it' },
      { name: 'resumedFrom', unit: null, meaning: 'the step that the run went on from' },
    ],
    (event, context) => [[context.step, event.at, event.state, event.message, event.resumedFrom ?? null]],
  ),
  alarms: tableOf(
    'alarm',
    [
      epoch,
      at,
      { name: 'alarm', unit: null, meaning: 'the way in which the search seemed to go wrong' },
      { name: 'message', unit: null, meaning: 'what was seen, and what can be done' },
    ],
    (event) => [[event.epoch, event.at, event.alarm, event.message]],
  ),
} as const satisfies Record<string, TableDef>;

/** The name of a table. */
export type TableName = keyof typeof TABLES;
