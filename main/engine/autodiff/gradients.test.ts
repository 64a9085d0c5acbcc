import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, int32, printEquation } from '../program/index.ts';
import { gradients } from './gradients.ts';

const printed = (b: Builder<typeof OPS>): readonly string[] => b.equations.map(printEquation);

describe('gradients', () => {
  it('of a product are the other factor', () => {
    const b = new Builder(OPS);
    const [x, y] = [b.read('x', float32()), b.read('y', float32())];
    const found = gradients(b, b.one('mul', [x, y]), [x, y]);
    expect(printed(b)).toEqual([
      '%2 = mul %0 %1 : f32[]',
      '%3 = fill[value=1 shape=() dtype=float32] : f32[]',
      '%4 = mul %3 %1 : f32[]',
      '%5 = mul %3 %0 : f32[]',
    ]);
    expect(found.map((v) => v.id)).toEqual([4, 5]);
  });

  it('stand where their equations do', () => {
    const b = new Builder(OPS);
    const x = b.read('x', float32());
    const y = b.on(1, () => b.one('exp', [x]));
    gradients(
      b,
      b.on(0, () => b.one('square', [y])),
      [x],
    );
    expect(b.equations.map(({ op, device }) => `${op} ${device ?? ''}`)).toEqual([
      ...['exp 1', 'square 0', 'fill ', 'fill 0', 'mul 0', 'mul 0', 'mul 1'],
    ]);
  });

  it('sum what a value contributes in several places before its equation is differentiated', () => {
    const b = new Builder(OPS);
    const x = b.read('x', float32());
    const e = b.one('exp', [x]);
    const [dx] = gradients(b, b.one('add', [e, b.one('square', [e])]), [x]);
    expect(printed(b).slice(3)).toEqual([
      '%4 = fill[value=1 shape=() dtype=float32] : f32[]',
      '%5 = fill[value=2 shape=() dtype=float32] : f32[]',
      '%6 = mul %4 %5 : f32[]',
      '%7 = mul %6 %1 : f32[]',
      '%8 = addN %4 %7 : f32[]',
      '%9 = mul %8 %1 : f32[]',
    ]);
    expect(dx?.id).toBe(9);
  });

  it('write nothing for operands that were not asked for', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(8, 3));
    const [w, v] = [b.read('w', float32(3, 4)), b.read('v', float32(4, 2))];
    const hidden = b.one('matmul', [x, w]);
    const loss = b.one('sum', [b.one('matmul', [hidden, v])], { axes: [0, 1] });
    const before = b.equations.length;
    const [dv] = gradients(b, loss, [v]);
    const added = b.equations.slice(before);
    expect(dv?.type).toEqual(float32(4, 2));
    expect(added.map((equation) => equation.op)).toEqual(['fill', 'reshape', 'broadcastTo', 'matmul']);
    // The one product is hidden' dy: neither dy v' nor x' dhidden is there.
    expect(added.at(-1)?.inputs[0]).toBe(hidden);
  });

  it('stop at the value that is asked for, though others lie behind it', () => {
    const b = new Builder(OPS);
    const y = b.one('exp', [b.read('x', float32())]);
    const [dy] = gradients(b, b.one('square', [y]), [y]);
    expect(b.equations.filter((equation) => equation.op === 'exp')).toHaveLength(1);
    expect(printed(b).at(-1)).toBe(`%${dy?.id ?? -1} = mul %5 %1 : f32[]`);
  });

  it('are zeros for what the loss does not depend on', () => {
    const b = new Builder(OPS);
    const [x, y] = [b.read('x', float32()), b.read('y', float32(2))];
    const [, dy] = gradients(b, b.one('exp', [x]), [x, y]);
    expect(printed(b).at(-1)).toBe(`%${dy?.id ?? -1} = fill[value=0 shape=(2) dtype=float32] : f32[2]`);
  });

  it('are one for the loss itself', () => {
    const b = new Builder(OPS);
    const loss = b.one('exp', [b.read('x', float32())]);
    const [one] = gradients(b, loss, [loss]);
    expect(printed(b).at(-1)).toBe(`%${one?.id ?? -1} = fill[value=1 shape=() dtype=float32] : f32[]`);
  });

  it('do not flow through whole numbers', () => {
    const b = new Builder(OPS);
    const x = b.read('x', float32());
    const steps = b.one('cast', [b.one('cast', [x], { dtype: 'int32' })], { dtype: 'float32' });
    const before = b.equations.length;
    gradients(b, steps, [x]);
    expect(b.equations.slice(before).map((equation) => equation.op)).toEqual(['fill']);
  });

  it('are of a scalar only', () => {
    const b = new Builder(OPS);
    const x = b.read('x', float32(2));
    expect(() => gradients(b, b.one('exp', [x]), [x])).toThrow('the loss is f32[2]');
  });

  it('are of a float only', () => {
    const b = new Builder(OPS);
    const n = b.read('n', int32());
    expect(() => gradients(b, b.one('square', [n]), [n])).toThrow('the loss is i32[]');
  });
});
