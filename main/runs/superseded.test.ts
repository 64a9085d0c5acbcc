import { describe, expect, it } from 'vitest';
import type { RunEvent, RunEventBody } from './events.ts';
import { withoutSuperseded } from './superseded.ts';

const score = { loss: 1, accuracy: 0.5 };
const step = (n: number): RunEventBody => ({
  type: 'step',
  epoch: 0,
  step: n,
  steps: 9,
  train: score,
  valid: null,
  learningRate: 0.1,
  seconds: 1,
});
const checkpoint = (n: number): RunEventBody => ({ type: 'checkpoint', step: n, file: `${n}.ckpt` });
const epoch = (n: number): RunEventBody => ({
  type: 'epoch',
  epoch: n,
  epochs: 9,
  train: score,
  valid: null,
});
const resumed = (n: number): RunEventBody => ({
  type: 'state',
  state: 'running',
  message: null,
  resumedFrom: n,
});
const lost: RunEventBody = { type: 'state', state: 'lost', message: 'killed' };

const numbered = (bodies: readonly RunEventBody[]): RunEvent[] =>
  bodies.map((body, seq) => ({ seq, at: seq, ...body }));
const kept = (...bodies: readonly RunEventBody[]): number[] =>
  withoutSuperseded(numbered(bodies)).map(({ seq }) => seq);

describe('withoutSuperseded', () => {
  it('drops what came after the checkpoint, and keeps what was said about the run', () => {
    expect(kept(step(1), checkpoint(1), step(2), epoch(0), lost, resumed(1), step(2))).toEqual([
      0, 1, 4, 5, 6,
    ]);
  });

  it('takes the last line of the checkpoint, however often it was resumed from', () => {
    const twice = [
      step(1),
      checkpoint(1),
      epoch(0),
      lost,
      resumed(1),
      epoch(0),
      step(2),
      lost,
      resumed(1),
      epoch(0),
    ];
    expect(kept(...twice)).toEqual([0, 1, 3, 4, 7, 8, 9]);
  });

  it('goes by the steps if the trainer died before it told of the checkpoint', () => {
    expect(kept(step(1), checkpoint(1), step(2), epoch(0), lost, resumed(2), step(3))).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
    expect(kept(step(1), step(2), epoch(0), step(3), lost, resumed(2))).toEqual([0, 1, 2, 4, 5]);
  });

  it('drops everything when there was no checkpoint', () => {
    expect(
      kept({ type: 'engine', device: 'a', parameters: 1 }, step(1), epoch(0), lost, resumed(0), step(1)),
    ).toEqual([0, 3, 4, 5]);
  });
});
