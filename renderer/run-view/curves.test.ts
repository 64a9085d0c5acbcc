import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../main/api/contract.ts';
import { createRunLog } from '../stores/run-log.ts';
import { readingsOf, seriesOf } from './curves.ts';

const score = (loss: number) => ({ loss, accuracy: 1 - loss });

function logOf(valid: 'steps' | 'epochs' | 'never') {
  const log = createRunLog();
  const events: RunEvent[] = [1, 2, 3, 4].map((step) => ({
    type: 'step',
    seq: step,
    at: step,
    epoch: 0,
    step,
    steps: 8,
    train: score(1 / step),
    valid: valid === 'steps' ? score(0.5) : null,
    learningRate: 0.1,
    seconds: 1,
  }));
  events.push({
    type: 'epoch',
    seq: 5,
    at: 5,
    epoch: 0,
    epochs: 2,
    train: score(0.4),
    valid: valid === 'epochs' ? score(0.2) : null,
  });
  log.append(events);
  return log;
}

describe('curves of a run', () => {
  it('draws what was measured at every step under its average', () => {
    const series = seriesOf(logOf('steps'), { measure: 'loss', heldOut: 'valid' });
    expect(series.map(({ name, look }) => [name, look])).toEqual([
      ['train', 'ghost'],
      ['train', 'line'],
      ['valid', 'ghost'],
      ['valid', 'line'],
    ]);
    expect(series[0]?.y).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
    expect(series[1]?.y[3]).toBeGreaterThan(1 / 4);
  });

  it('draws what was measured after epochs as points at the step that ended them', () => {
    const series = seriesOf(logOf('epochs'), { measure: 'accuracy', heldOut: 'valid' });
    expect(series.at(-1)).toMatchObject({ name: 'valid', look: 'points', x: [4], y: [80] });
    expect(seriesOf(logOf('never'), { measure: 'loss', heldOut: 'valid' })).toHaveLength(2);
    expect(seriesOf(logOf('epochs'), { measure: 'loss', heldOut: 'test' }).at(-1)?.name).toBe('test');
  });

  it('reads the value at the pointer, not after it', () => {
    const series = seriesOf(logOf('epochs'), { measure: 'loss', heldOut: 'valid' });
    const at = (x: number | null) =>
      readingsOf(series, x).map(({ name, value }) => [name, Number(value.toFixed(3))]);
    expect(at(null)).toEqual([
      ['train', 0.49],
      ['valid', 0.2],
    ]);
    expect(at(1.7)).toEqual([['train', 1]]);
    expect(at(0.5)).toEqual([]);
  });
});
