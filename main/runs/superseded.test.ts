import fc from 'fast-check';
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

  it('voids a step that is made again although the line that says so is damaged', () => {
    expect(kept(step(1), step(2), epoch(0), step(2), step(3))).toEqual([0, 3, 4]);
  });

  it('is what its rules say, whatever was logged', () => {
    const small = fc.integer({ min: 0, max: 6 });
    const line = fc.oneof(
      small.map(step),
      small.map(checkpoint),
      small.map(resumed),
      fc.constantFrom(epoch(0), lost),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (bodies) => {
        expect(withoutSuperseded(numbered(bodies))).toEqual(slowly(numbered(bodies)));
      }),
      { numRuns: 500 },
    );
  });
});

/** The rules, one line after the other, each with a look at all that is kept. */
function slowly(events: readonly RunEvent[]): readonly RunEvent[] {
  let kept: RunEvent[] = [];
  const stays = ({ type }: RunEvent): boolean => type === 'state' || type === 'engine';
  for (const event of events) {
    const start = firstVoid(kept, event);
    kept = kept.filter((one, i) => i < start || stays(one));
    kept.push(event);
  }
  return kept;
}

function firstVoid(kept: readonly RunEvent[], event: RunEvent): number {
  const orAll = (index: number): number => (index < 0 ? kept.length : index);
  const stepFrom = (least: number): number =>
    orAll(kept.findIndex((one) => one.type === 'step' && one.step >= least));
  if (event.type === 'step') return stepFrom(event.step);
  if (event.type !== 'state' || event.resumedFrom === undefined) return kept.length;
  const { resumedFrom } = event;
  const last = kept.map((one) => one.type === 'checkpoint' && one.step === resumedFrom).lastIndexOf(true);
  if (last >= 0) return last + 1;
  return resumedFrom === 0 ? 0 : stepFrom(resumedFrom + 1);
}
