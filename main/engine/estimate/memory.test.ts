import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32 } from '../program/index.ts';
import type { Bundle, Program } from '../program/index.ts';
import { estimateMemory, largestBatch, restrictedTo } from './memory.ts';

const MEGA = 1e6;
const OPTIONS = { inFlight: 1, heldBytes: 0 };

/** A step whose images take 4 MB each, or an evaluation of the same images. */
function program(name: string, batch: number, isStep: boolean): Program {
  const b = new Builder(OPS);
  const images = b.feed('images', float32(batch, 1000, 1000, 1));
  const w = b.read('w', float32(MEGA));
  const y = b.one('reverse', [images], { axes: [1] });
  return b.build(name, { fetches: { y }, updates: isStep ? { w } : {} });
}

const bundle = (...programs: readonly Program[]): Bundle => ({
  variables: { w: float32(MEGA) },
  programs: Object.fromEntries(programs.map((one) => [one.name, one])),
});

describe('the memory of a bundle', () => {
  it('is the sum of its parts, and that of the program that takes most', () => {
    const estimate = estimateMemory(
      bundle(program('step', 10, true), program('evaluate', 3, false)),
      OPS,
      OPTIONS,
    );
    expect(estimate.program).toBe('step');
    expect(estimate.equations).toBe(2);
    expect(estimate.variablesBytes).toBe(4 * MEGA);
    // What is fed and its copy: 80 MB, and what the allocator loses.
    expect(estimate.activationBytes).toBeGreaterThan(80 * MEGA);
    expect(estimate.activationBytes).toBeLessThan(100 * MEGA);
    const { peakBytes, variablesBytes, activationBytes, processBytes } = estimate;
    expect(peakBytes).toBe(variablesBytes + activationBytes + processBytes);
  });

  it('has the data set in the process', () => {
    const of = (heldBytes: number) =>
      estimateMemory(bundle(program('step', 1, true)), OPS, { ...OPTIONS, heldBytes }).peakBytes;
    expect(of(7 * MEGA) - of(0)).toBe(7 * MEGA);
  });

  it('can be that of some of the programs', () => {
    const whole = estimateMemory(
      bundle(program('step', 10, true), program('evaluate', 30, false)),
      OPS,
      OPTIONS,
    );
    const part = restrictedTo(whole, new Set(['step']));
    expect([whole.program, part.program]).toEqual(['evaluate', 'step']);
    expect(part.activationBytes).toBe(whole.programs['step']?.bytes);
    expect(part.processBytes).toBe(whole.processBytes);
    expect(restrictedTo(whole, new Set()).activationBytes).toBe(0);
  });
});

describe('the largest batch', () => {
  const estimateAt = (batch: number) =>
    estimateMemory(bundle(program('step', batch, true), program('evaluate', 5, false)), OPS, OPTIONS);

  it('is the one whose own estimate just fits', () => {
    const availableBytes = estimateAt(37).peakBytes + MEGA;
    const request = { batch: 10, multiple: 1, availableBytes };
    expect(largestBatch(estimateAt(10), request)).toBe(37);
    expect(largestBatch(estimateAt(64), { ...request, batch: 64 })).toBe(37);
  });

  it('can be divided as the settings say', () => {
    const availableBytes = estimateAt(37).peakBytes + MEGA;
    expect(largestBatch(estimateAt(10), { batch: 10, multiple: 8, availableBytes })).toBe(32);
    expect(largestBatch(estimateAt(10), { batch: 10, multiple: 64, availableBytes })).toBeNull();
  });

  it('is none where the process, or an evaluation, does not fit already', () => {
    const { processBytes } = estimateAt(10);
    expect(
      largestBatch(estimateAt(10), { batch: 10, multiple: 1, availableBytes: processBytes / 2 }),
    ).toBeNull();
    const evaluation = estimateMemory(
      bundle(program('evaluate', 50, false), program('step', 1, true)),
      OPS,
      OPTIONS,
    );
    const availableBytes = evaluation.peakBytes - MEGA;
    expect(largestBatch(evaluation, { batch: 1, multiple: 1, availableBytes })).toBeNull();
  });
});
