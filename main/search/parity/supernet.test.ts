import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../../engine/index.ts';
import { parseFixtures } from '../../nn/index.ts';
import { startOf, subjectOf, supernetSchema, unpacked } from './supernet-subject.ts';
import { runSupernet } from './supernet.ts';

const path = new URL('../../../test/fixtures/parity/supernet_darts.json', import.meta.url);
const [fixture = { id: '' }] = parseFixtures('supernet_darts', JSON.parse(readFileSync(path, 'utf8'))).cases;
const given = supernetSchema.parse(fixture);
const executor = await createTfjsExecutor();

describe('a subject', () => {
  const subject = subjectOf('one', given, false);

  it('is the supernet of the fixture, written by the method', () => {
    expect(subject.space.primitives.map(({ name }) => name)).toEqual(given.primitives);
    expect(Object.keys(subject.made.bundle.programs)).toEqual(['alphaStep', 'weightStep@4']);
    expect(subject.parameters.map(({ name }) => name)).toEqual(Object.keys(given.params));
  });

  it("starts with the values of the fixture, which come back in PyTorch's layout", () => {
    const start = startOf(subject);
    expect(Object.keys(start).sort()).toEqual(Object.keys(subject.made.bundle.variables).sort());
    const parameters = unpacked(subject, start['weights'] ?? []);
    for (const [name, { data }] of Object.entries(given.params)) {
      expect(parameters[name]).toEqual(Float32Array.from(data));
    }
    expect(start['optimizer.velocity']?.every((value) => value === 0)).toBe(true);
    expect(start['statistics.variance']?.every((value) => value === 1)).toBe(true);
  });
});

describe('a fixture that the product does not know', () => {
  const { 'stem.1.bias': bias = { shape: [], data: [] }, ...others } = given.params;
  it.each([
    ['stem_multiplier', { stem_multiplier: 1 }],
    ['hyper.finite_difference_r', { hyper: { ...given.hyper, finite_difference_r: 0.1 } }],
    ['weighting', { weighting: 'softmax' }],
    ['it gives no parameter stem.1.bias', { params: others }],
    ['the supernet has no parameter stem.2.bias', { params: { ...given.params, 'stem.2.bias': bias } }],
    ['the op table darts has no primitive "conv"', { primitives: ['conv'] }],
  ])('is refused by name: %s', async (problem, wrong) => {
    await expect(runSupernet({ ...fixture, ...wrong }, executor)).rejects.toThrow(problem);
  });
});
