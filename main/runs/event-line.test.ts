import { describe, expect, it } from 'vitest';
import { crc32 } from '../base/crc32.ts';
import { decodeLine, encodeLine, resultSchema } from './event-line.ts';
import type { RunEvent } from './events.ts';

const RESULT = { kind: 'train', test: { loss: 0.5, accuracy: 0.8 }, parameters: 5, macs: 7 } as const;

/** A line as its writer left it, without its line feed. */
function lineOf(event: object): Buffer {
  const payload = JSON.stringify(event).slice(0, -1);
  const sum = crc32(Buffer.from(payload)).toString(16).padStart(8, '0');
  return Buffer.from(`${payload},"crc32":"${sum}"}`);
}

describe('the result of a training', () => {
  const best = { epoch: 3, accuracy: 0.9 };

  it('keeps its best epoch', () => {
    const event: RunEvent = { seq: 1, at: 2, type: 'result', result: { ...RESULT, best } };
    expect(decodeLine(encodeLine(event).subarray(0, -1))).toEqual(event);
  });

  it('of an earlier version is read as one whose best epoch is not known', () => {
    expect(resultSchema.parse(RESULT)).toEqual({ ...RESULT, best: null });
    const line = lineOf({ seq: 1, at: 2, type: 'result', result: RESULT });
    expect(decodeLine(line)).toMatchObject({ result: { ...RESULT, best: null } });
  });
});
