import type { Tensor } from '@tensorflow/tfjs-core';
import { messageOf } from '../../../base/errors.ts';
import { assert, defined } from '../../../base/assert.ts';
import { argumentsOf, engineError, opOf, printEquation, resultsOf, sameShape } from '../../program/index.ts';
import type { Equation, OpTable, Program, Tfjs } from '../../program/index.ts';

/** What a run needs besides the program. */
export interface Machine {
  readonly tf: Tfjs;
  readonly ops: OpTable;
}

/** A program with the points at which its values are no longer needed. */
export interface Schedule {
  readonly program: Program;
  /** For each equation, the values that nothing needs after it. */
  readonly released: readonly (readonly number[])[];
}

/** Finds the last use of each value. Arguments belong to the caller and results live on: neither is ever released. */
export function scheduleOf(program: Program): Schedule {
  const held = new Set([...argumentsOf(program), ...resultsOf(program)].map((v) => v.id));
  const lastUse = new Map<number, number>();
  program.equations.forEach((equation, at) => {
    for (const v of [...equation.outputs, ...equation.inputs]) if (!held.has(v.id)) lastUse.set(v.id, at);
  });
  const released = program.equations.map((): number[] => []);
  for (const [id, at] of lastUse) released[at]?.push(id);
  return { program, released };
}

/**
 * Computes a program, equation by equation.
 * @param values - a tensor for each argument; they remain the caller's
 * @returns a tensor of its own for each result, in the order of `resultsOf`, to be disposed by the caller; nothing else is left
 */
export function interpret(
  machine: Machine,
  schedule: Schedule,
  values: ReadonlyMap<number, Tensor>,
): readonly Tensor[] {
  const { program, released } = schedule;
  const live = new Map(values);
  const valueOf = (id: number): Tensor => defined(live.get(id), `%${id} of ${program.name} has a value`);
  return machine.tf.tidy(() => {
    program.equations.forEach((equation, at) => {
      const outputs = execute(
        machine,
        equation,
        equation.inputs.map((v) => valueOf(v.id)),
      );
      equation.outputs.forEach((v, i) => live.set(v.id, defined(outputs[i], 'one tensor an output')));
      for (const id of released[at] ?? []) {
        valueOf(id).dispose();
        live.delete(id);
      }
    });
    return resultsOf(program).map((v) => machine.tf.clone(valueOf(v.id)));
  });
}

function execute(machine: Machine, equation: Equation, inputs: readonly Tensor[]): readonly Tensor[] {
  const { tf, ops } = machine;
  const given = new Set(inputs);
  const kernel = (): Tensor[] =>
    // An op that returns its operand as it is must not free it with its result.
    opOf(ops, equation.op)
      .toTfjs(tf, inputs, equation.attrs)
      .map((output) => (given.has(output) ? tf.clone(output) : output));
  try {
    const outputs = tf.tidy(kernel);
    const odd = equation.outputs.findIndex((v, i) => !sameShape(outputs[i]?.shape ?? [-1], v.type.shape));
    assert(odd === -1, `result ${odd} has shape [${outputs[odd]?.shape.join(',') ?? 'none'}]`);
    return outputs;
  } catch (cause) {
    throw engineError(
      'engine/execution-failed',
      `tfjs failed at "${printEquation(equation)}": ${messageOf(cause)}`,
      { cause },
    );
  }
}
