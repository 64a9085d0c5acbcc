import { describe, expect, it } from 'vitest';
import { expectSame, FORWARD, forward, IMAGE, run, step } from '../../../test/support/mixture.ts';
import { OPS } from '../ops/registry.ts';
import { Builder } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { foldFlow } from './fold-flow.ts';
import { runPasses } from './pipeline.ts';

describe('foldFlow', () => {
  it('takes products and sums of gradients into the kernels and changes nothing', async () => {
    const fused = runPasses(forward(), OPS, FORWARD);
    const folded = step(fused, ['foldFlow', 'deadCode']);
    const productsOf = ({ equations }: Program): number =>
      equations.filter(({ op, outputs }) => op === 'mul' && outputs[0]?.type.shape.length === 4).length;
    const alone = new Builder(OPS);
    const ofTheLoss = step(alone.build('alone', { fetches: { node: alone.feed('node', IMAGE) } }), []);
    expect(productsOf(folded)).toBe(productsOf(ofTheLoss));
    expect(folded.equations.some(({ op, attrs }) => op === 'separableGrad' && attrs['scaled'] === true)).toBe(
      true,
    );
    expect(
      folded.equations.some(({ op, attrs }) => op === 'channelStatisticsGrad' && attrs['flows'] === true),
    ).toBe(true);
    expectSame(await run(folded), await run(step(forward(), [])));
  });

  it('leaves a program without fused ops alone', () => {
    const program = step(forward(), []);
    expect(foldFlow(program)).toEqual(program);
  });
});
