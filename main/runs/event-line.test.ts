import { describe, expect, it } from 'vitest';
import { crc32 } from '../base/crc32.ts';
import { crc32 as fastCrc32 } from '../base/checksum.ts';
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

describe('a complete cell', () => {
  const genotype = { wiring: 'complete', operations: ['none', 'skip_connect', 'nor_conv_3x3'] } as const;
  const alphas = { normal: [[0], [1], [2]], reduction: [] };

  it.each<RunEvent>([
    { seq: 1, at: 2, type: 'alphas', epoch: 3, alphas, genotype },
    { seq: 1, at: 2, type: 'result', result: { kind: 'search', alphas, genotype } },
  ])('comes back as it was: $type', (event) => {
    expect(decodeLine(encodeLine(event).subarray(0, -1))).toEqual(event);
  });

  it.each([{ ...genotype, wiring: 'sparse' }, { ...genotype, operations: [1] }, { wiring: 'complete' }])(
    'is no line where it is %j',
    (wrong) => {
      expect(decodeLine(lineOf({ seq: 1, at: 2, type: 'alphas', epoch: 3, alphas, genotype: wrong }))).toBe(
        null,
      );
    },
  );
});

describe('the line of a step', () => {
  const step = {
    seq: 3,
    at: 1700000000000.5,
    type: 'step',
    epoch: 0,
    step: 3,
    steps: 9,
    train: { loss: 1.5, accuracy: 0.5 },
    valid: null,
    learningRate: 0.1,
    seconds: 0.01,
  };

  it('comes back as it was, with and without a validation, whatever was added to it later', () => {
    expect(decodeLine(lineOf(step))).toEqual(step);
    const valid = { loss: 1e300, accuracy: 1 };
    expect(decodeLine(lineOf({ ...step, valid }))).toEqual({ ...step, valid });
    const later = { ...step, train: { ...step.train, f1: 0.3 }, nöte: 'größer' };
    expect(decodeLine(lineOf(later))).toEqual(step);
    const { type, ...rest } = step;
    expect(decodeLine(lineOf({ ...rest, type }))).toEqual(step);
  });

  it('is damaged where a field is missing or is not what it should be', () => {
    const { valid: _, ...without } = step;
    const wrong: readonly object[] = [
      without,
      ...(['seq', 'epoch', 'step', 'steps'] as const).flatMap((name) =>
        [-1, 0.5, '3', null, 2 ** 53].map((value) => ({ ...step, [name]: value })),
      ),
      ...(['at', 'learningRate', 'seconds', 'train', 'valid'] as const).flatMap((name) =>
        ['3', {}, { loss: 1 }, { loss: 1, accuracy: null }].map((value) => ({ ...step, [name]: value })),
      ),
    ];
    for (const line of wrong) expect([line, decodeLine(lineOf(line))]).toEqual([line, null]);
  });

  it('has the sum that the checksum of this project gives, whoever computes it here', () => {
    for (const length of [0, 1, 255, 70_000]) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * i) % 251));
      expect(fastCrc32(bytes)).toBe(crc32(bytes));
    }
  });
});
