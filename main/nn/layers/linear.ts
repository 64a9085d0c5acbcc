import { assert } from '../../base/assert.ts';
import type { Var } from '../../engine/index.ts';
import { fanInUniform } from '../parameters.ts';
import type { Tracer } from '../tracer.ts';

/** Linear layer with bias: x [N,inputs] to [N,outputs]. Parameters: `weight`, `bias`. */
export function linear(t: Tracer, x: Var, outputs: number): Var {
  const [, inputs] = x.type.shape;
  assert(inputs !== undefined && x.type.shape.length === 2, `${t.name} takes a matrix`);
  const init = fanInUniform(inputs);
  const weight = t.parameter('weight', { shape: [inputs, outputs], layout: 'linear', init });
  const bias = t.parameter('bias', { shape: [outputs], layout: 'vector', init });
  const product = t.b.one('matmul', [x, weight], { transposeA: false, transposeB: false });
  return t.b.one('add', [product, bias]);
}
