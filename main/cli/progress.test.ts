import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../runs/index.ts';
import { createOutput } from './output.ts';
import { createProgress } from './progress.ts';

const score = { loss: 0.5, accuracy: 0.75 };
const step = (n: number, seconds: number): RunEvent => ({
  seq: n,
  at: 0,
  type: 'step',
  epoch: 0,
  step: n,
  steps: 100,
  train: score,
  valid: score,
  learningRate: 1,
  seconds,
});

function shown(isTTY: boolean, events: readonly RunEvent[]): string {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 120 }) as unknown as NodeJS.WriteStream;
  const progress = createProgress(createOutput([], { stdout: new PassThrough(), stderr }));
  events.forEach((event) => progress.show(event));
  progress.end();
  return String(stderr.read() ?? '');
}

describe('progress', () => {
  const events: RunEvent[] = [
    step(1, 10),
    step(2, 0.5),
    { seq: 3, at: 0, type: 'epoch', epoch: 0, epochs: 4, train: score, valid: null },
    { seq: 4, at: 0, type: 'state', state: 'running', message: 'resumed from step 2', resumedFrom: 2 },
    { seq: 5, at: 0, type: 'alarm', alarm: 'skips', epoch: 3, message: 'Nothing but skips.' },
  ];

  it('is lines now and then where there is no terminal', () => {
    expect(shown(false, events).split('\n')).toEqual([
      'epoch 1  step 1/100  loss 0.500 75.0%  held-out 0.500 75.0%',
      'epoch 1/4: training loss 0.5000 accuracy 75.0%',
      'running: resumed from step 2',
      'alarm after epoch 4: Nothing but skips.',
      '',
    ]);
  });

  it('tells of a shrink what was removed, the most frequent first', () => {
    const candidate = (primitive: string, edge: number) => ({ edge, primitive, score: 0.1 });
    const shrink: RunEvent = {
      ...{ seq: 6, at: 0, type: 'shrink', epoch: 2 },
      removed: {
        normal: [candidate('none', 0), candidate('avg_pool_3x3', 0)],
        reduction: [candidate('avg_pool_3x3', 3)],
      },
      importance: { live: {}, scores: null },
      parameters: 1234,
      secondsPerStep: null,
    };
    expect(shown(false, [shrink])).toBe(
      'shrink after epoch 3: 3 candidates removed (2 avg_pool_3x3, 1 none), 1234 parameters left\n',
    );
  });

  it('is a bar on a terminal, which makes room for sentences', () => {
    const text = shown(true, events);
    expect(text).toContain('1/100  loss 0.500 75.0%');
    // The first step is no measure: it builds the graph.
    expect(text).toContain('0.500 s/step  0:49 left');
    expect(text).toContain('epoch 1/4: training loss 0.5000 accuracy 75.0%\n');
    expect(text.endsWith('running: resumed from step 2\nalarm after epoch 4: Nothing but skips.\n')).toBe(
      true,
    );
  });
});
