import { describe, expect, it } from 'vitest';
import { memoryHost } from '../../test/support/memory-services.ts';
import type { RunEvent } from '../../main/api/contract.ts';
import { createRunLog } from './run-log.ts';

type Body = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'seq' | 'at'> : never) : never;

function numbered(bodies: readonly Body[], from = 0): readonly RunEvent[] {
  return bodies.map((body, i) => ({ ...body, seq: from + i, at: 1000 + i }));
}

const score = (loss: number) => ({ loss, accuracy: 1 - loss });
const step = (at: number): Body => ({
  type: 'step',
  epoch: Math.floor((at - 1) / 2),
  step: at,
  steps: 6,
  train: score(1 / at),
  valid: at % 2 === 0 ? score(0.5) : null,
  learningRate: 0.1,
  seconds: 0.2,
});
const genotype = (primitive: string) => {
  const cell = {
    edges: [
      { primitive, input: 0 },
      { primitive, input: 1 },
    ],
    concat: [2],
  };
  return { normal: cell, reduction: cell };
};
const alphas = (epoch: number, primitive = 'skip_connect'): Body => ({
  type: 'alphas',
  epoch,
  alphas: { normal: [[epoch], [0]], reduction: [[0], [0]] },
  genotype: genotype(primitive),
});
const epoch = (at: number): Body => ({ type: 'epoch', epoch: at, epochs: 3, train: score(0.3), valid: null });

describe('run log', () => {
  it('keeps every step in columns, with NaN for what was not measured', () => {
    const log = createRunLog();
    log.append(numbered([step(1), step(2)]));
    expect(log.columns.step).toEqual([1, 2]);
    expect(log.columns.trainLoss).toEqual([1, 0.5]);
    expect(log.columns.validLoss).toEqual([Number.NaN, 0.5]);
    expect([log.steps, log.next, log.pace.read(4)?.secondsLeft]).toEqual([6, 2, 0.8]);
  });

  it('takes no event twice', () => {
    const log = createRunLog();
    const events = numbered([step(1), step(2)]);
    log.append(events);
    log.append(events);
    log.append(numbered([step(3)], 2));
    expect(log.columns.step).toEqual([1, 2, 3]);
  });

  it('marks the epochs that changed the cell', () => {
    const log = createRunLog();
    log.append(
      numbered([alphas(0), step(1), step(2), alphas(1), step(3), step(4), alphas(2, 'sep_conv_3x3')]),
    );
    expect(log.frames.map(({ epoch: at, step: after, changed }) => [at, after, changed])).toEqual([
      [0, 0, false],
      [1, 2, false],
      [2, 4, true],
    ]);
  });

  it('goes back with a run that goes back, and keeps one unbroken curve', () => {
    const log = createRunLog();
    log.append(
      numbered([
        alphas(0),
        step(1),
        step(2),
        epoch(0),
        alphas(1),
        { type: 'checkpoint', step: 2, file: 'c' },
        step(3),
        step(4),
        epoch(1),
        alphas(2),
      ]),
    );
    log.append(numbered([{ type: 'state', state: 'running', message: null, resumedFrom: 2 }, step(3)], 10));
    expect(log.columns.step).toEqual([1, 2, 3]);
    expect(log.epochs.map((row) => row.epoch)).toEqual([0]);
    expect(log.frames.map((frame) => frame.epoch)).toEqual([0, 1]);
    expect(log.checkpoint).toEqual({ at: 1005, step: 2 });
    expect(log.columns.validAccuracy).toHaveLength(3);
  });

  it('keeps the alarms of steps that count, and the latest load', () => {
    const log = createRunLog();
    const alarm = (at: number): Body => ({
      type: 'alarm',
      alarm: 'skips',
      epoch: at,
      message: `epoch ${at}`,
    });
    const load = (cpu: number): Body => ({
      type: 'load',
      cpu,
      machineCpu: 1,
      memoryBytes: 5,
      freeBytes: 7,
      gpus: [],
    });
    log.append(numbered([step(1), step(2), alarm(0), load(0.5), step(3), step(4), alarm(1), load(0.75)]));
    expect(log.alarms.map(({ message, step: after }) => [message, after])).toEqual([
      ['epoch 0', 2],
      ['epoch 1', 4],
    ]);
    log.append(numbered([{ type: 'state', state: 'running', message: null, resumedFrom: 2 }], 8));
    expect(log.alarms.map(({ message }) => message)).toEqual(['epoch 0']);
    expect(log.load?.cpu).toBe(0.75);
  });

  it('keeps what each shrink removed and what it was before, and forgets those that are made again', () => {
    const log = createRunLog();
    const importance = { live: { normal: [[true, false]] }, scores: { normal: [[2.5, null]] } };
    const shrink = (at: number, parameters: number): Body => ({
      type: 'shrink',
      epoch: at,
      removed: { normal: [{ edge: 0, primitive: 'none', score: null }] },
      importance,
      parameters,
      secondsPerStep: 0.2,
    });
    const scored = (at: number): Body => ({
      type: 'alphas',
      epoch: at,
      alphas: { normal: [[at], [0]], reduction: [[0], [0]] },
      genotype: genotype('skip_connect'),
      importance,
    });
    log.append(
      numbered([
        { type: 'engine', device: 'CPU', parameters: 100 },
        step(1),
        step(2),
        shrink(0, 80),
        epoch(0),
        scored(1),
        step(3),
        step(4),
        shrink(1, 60),
        epoch(1),
        scored(2),
      ]),
    );
    const told = () =>
      log.shrinks.map(({ epoch: at, step: after, parametersBefore, parameters }) => [
        at,
        after,
        parametersBefore,
        parameters,
      ]);
    expect(told()).toEqual([
      [0, 2, 100, 80],
      [1, 4, 80, 60],
    ]);
    expect(log.frames.map((frame) => frame.importance)).toEqual([importance, importance]);
    log.append(numbered([{ type: 'state', state: 'running', message: null, resumedFrom: 2 }], 11));
    expect(told()).toEqual([[0, 2, 100, 80]]);
    log.append(numbered([shrink(0, 70)], 12));
    expect(told()).toEqual([[0, 2, 100, 70]]);
  });

  it('is the same log when its steps come in columns first', async () => {
    const events = numbered([
      { type: 'state', state: 'running', message: null },
      alphas(0),
      step(1),
      step(2),
      epoch(0),
      alphas(1, 'sep_conv_3x3'),
      // What was told of steps that were made again is left out by the host; that the run went on is not.
      { type: 'state', state: 'running', message: null, resumedFrom: 2 },
      step(3),
      step(4),
      epoch(1),
      alphas(2),
    ]);
    const host = memoryHost();
    host.append('a', events);
    const { series } = host.services;
    const told = await series.told('a');
    const log = createRunLog();
    // The connection was lost after one row, and everything is asked for again.
    log.fill(0, await series.steps('a', 0, 1));
    for (const from of [0, 2]) log.fill(from, await series.steps('a', from, 2));
    log.append(told.events);
    const other = createRunLog();
    other.append(events);
    expect(log.columns).toEqual(other.columns);
    expect([log.epochs, log.frames, log.steps, log.learningRate, log.state]).toEqual([
      other.epochs,
      other.frames,
      other.steps,
      other.learningRate,
      other.state,
    ]);
    expect(log.pace.read(4)).toEqual(other.pace.read(4));
    log.append([...numbered([step(4)], 8), ...numbered([step(5)], 11)]);
    expect(log.columns.step).toEqual([1, 2, 3, 4, 5]);
  });

  it('knows the state, its reason and the result', () => {
    const log = createRunLog();
    const best = { epoch: 1, accuracy: 0.8 };
    const result = { kind: 'train', test: score(0.1), best, parameters: 5, macs: 7 } as const;
    log.append(
      numbered([
        { type: 'engine', device: 'CPU', parameters: 42 },
        { type: 'result', result },
        { type: 'state', state: 'failed', message: 'The loss became NaN.' },
      ]),
    );
    expect(log).toMatchObject({
      device: 'CPU',
      parameters: 42,
      result,
      state: 'failed',
      message: 'The loss became NaN.',
    });
  });
});
