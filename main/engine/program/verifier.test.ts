import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder } from './builder.ts';
import type { Equation, Program, Var } from './program.ts';
import { float32, int32 } from './types.ts';
import { verifyBundle, verifyProgram } from './verifier.ts';

/** %0 = x, %1 = w, %2 = x + w, %3 = -%2. */
function sound(): Program {
  const b = new Builder(OPS);
  const sum = b.one('add', [b.feed('x', float32(2)), b.read('w', float32(2))]);
  const y = b.one('neg', [sum]);
  return b.build('main', { fetches: { y }, updates: { w: sum } });
}

const at = (program: Program, index: number): Equation => {
  const equation = program.equations[index];
  if (equation === undefined) throw new Error(`no equation ${index}`);
  return equation;
};

const verified = (damage: Partial<Program>) => () => verifyProgram({ ...sound(), ...damage }, OPS);
const invalid = (message: string): unknown =>
  expect.objectContaining({ code: 'engine/invalid-program', message });
const v = (id: number, ...shape: number[]): Var => ({ id, type: float32(...shape) });

describe('the verifier of programs', () => {
  it('accepts what a builder builds', () => {
    expect(verified({})).not.toThrow();
  });

  it('finds a value that is used before it is made', () => {
    const { equations } = sound();
    expect(verified({ equations: [...equations].reverse() })).toThrow(
      invalid('main: %2 is used before it is made in "%3 = neg %2 : f32[2]".'),
    );
  });

  it.each([-1, 0.5])('finds a device that cannot be: %d', (device) => {
    const program = sound();
    expect(verified({ equations: [{ ...at(program, 0), device }, at(program, 1)] })).toThrow(
      invalid(`main: no device is named so in "%2 = add %0 %1 : f32[2] on ${device}".`),
    );
  });

  it('finds a result that nothing makes', () => {
    expect(verified({ fetches: { y: v(9, 2) } })).toThrow(
      invalid('main: %9 is used before it is made in "the results".'),
    );
    expect(verified({ updates: { w: v(9, 2) } })).toThrow(
      invalid('main: %9 is used before it is made in "the results".'),
    );
  });

  it('finds a value that is made twice', () => {
    const program = sound();
    expect(verified({ equations: [...program.equations, at(program, 1)] })).toThrow(
      invalid('main: %3 is made twice in "%3 = neg %2 : f32[2]".'),
    );
    expect(verified({ feeds: { x: v(0, 2), y: v(0, 2) } })).toThrow(
      invalid('main: %0 is made twice in "the arguments".'),
    );
  });

  it('finds a value that is used as another type', () => {
    const program = sound();
    const neg: Equation = { ...at(program, 1), inputs: [v(2, 3)], outputs: [v(3, 3)] };
    expect(verified({ equations: [at(program, 0), neg] })).toThrow(
      invalid('main: %2 is f32[2] but used as f32[3] in "%3 = neg %2 : f32[3]".'),
    );
    expect(verified({ fetches: { y: v(3, 4) } })).toThrow(
      invalid('main: %3 is f32[2] but used as f32[4] in "the results".'),
    );
  });

  it('finds a result of another type than its op gives', () => {
    const program = sound();
    const neg: Equation = { ...at(program, 1), outputs: [v(3, 1)] };
    expect(verified({ equations: [at(program, 0), neg], fetches: {} })).toThrow(
      invalid('main: the op gives f32[2] in "%3 = neg %2 : f32[1]".'),
    );
  });

  it('finds more or fewer results than its op gives', () => {
    const program = sound();
    const neg: Equation = { ...at(program, 1), outputs: [v(3, 2), v(4, 2)] };
    expect(verified({ equations: [at(program, 0), neg] })).toThrow(
      invalid('main: the op gives f32[2] in "%3, %4 = neg %2 : f32[2], f32[2]".'),
    );
  });

  it('finds operands and attributes that the op refuses', () => {
    const program = sound();
    const neg: Equation = { ...at(program, 1), inputs: [v(2, 2), v(2, 2)] };
    expect(verified({ equations: [at(program, 0), neg] })).toThrow('neg: expected 1 operands (x), got 2.');
    const reshape: Equation = { ...at(program, 1), op: 'reshape', attrs: { shape: [3] } };
    expect(verified({ equations: [at(program, 0), reshape] })).toThrow(
      'reshape: shape should hold the 2 values',
    );
  });

  it('finds an op that there is not', () => {
    const program = sound();
    expect(verified({ equations: [at(program, 0), { ...at(program, 1), op: 'negate' }] })).toThrow(
      'There is no op "negate".',
    );
  });
});

describe('the verifier of bundles', () => {
  it('accepts programs that agree with the variables', () => {
    expect(() =>
      verifyBundle({ variables: { w: float32(2) }, programs: { main: sound() } }, OPS),
    ).not.toThrow();
  });

  it('finds a variable that the bundle has not', () => {
    expect(() => verifyBundle({ variables: {}, programs: { main: sound() } }, OPS)).toThrow(
      invalid('main: "w" is f32[2] in the program, but no variable of the bundle.'),
    );
  });

  it('finds a variable of another type', () => {
    expect(() => verifyBundle({ variables: { w: int32(2) }, programs: { main: sound() } }, OPS)).toThrow(
      invalid('main: "w" is f32[2] in the program, but i32[2].'),
    );
  });

  it('finds an update of another type than its variable', () => {
    const b = new Builder(OPS);
    const w = b.read('w', float32(2));
    const program = b.build('main', { fetches: {}, updates: { w: b.one('sum', [w], { axes: [0] }) } });
    expect(() => verifyBundle({ variables: { w: float32(2) }, programs: { main: program } }, OPS)).toThrow(
      invalid('main: "w" is f32[] in the program, but f32[2].'),
    );
  });

  it('verifies each program', () => {
    const damaged = { ...sound(), fetches: { y: v(9, 2) } };
    expect(() =>
      verifyBundle({ variables: { w: float32(2) }, programs: { main: sound(), other: damaged } }, OPS),
    ).toThrow(invalid('main: %9 is used before it is made in "the results".'));
  });
});
