/**
 * Reverse mode on a program that is being written: the gradient's equations are appended to it.
 *
 * Only what was asked for is computed: a value is *active* when it depends on one of the variables differentiated by, and
 * inactive operands get no gradient. All contributions to one value are summed before the equation that made it is
 * differentiated, so that what several edges share has one backward op, not one an edge. An equation's gradient stands on its device.
 */
import { defined } from '../../base/assert.ts';
import { engineError, isFloat, opOf, printEquation, printType, sameType } from '../program/index.ts';
import type { Builder, Equation, OpTable, Var } from '../program/index.ts';

/**
 * The gradient of a scalar by each of `by`; zeros where the scalar does not depend on it.
 *
 * @param b - the builder that holds the equations from `by` to `loss`
 * @param loss - a float scalar
 * @returns one value for each of `by`, of its type
 * @throws engine/no-gradient when an op on the way has none, or the loss is no float scalar
 */
export function gradients<T extends OpTable>(b: Builder<T>, loss: Var, by: readonly Var[]): readonly Var[] {
  if (loss.type.shape.length !== 0 || !isFloat(loss.type.dtype)) {
    throw engineError(
      'engine/no-gradient',
      `Only a float scalar has a gradient here; the loss is ${printType(loss.type)}.`,
    );
  }
  const equations = b.equations;
  const active = activeFrom(equations, by);
  const collected = new Map<number, Var[]>();
  const emitter: Builder = b;
  if (active.has(loss.id)) collected.set(loss.id, [b.fill(1, loss.type)]);

  const total = (v: Var): Var | null => {
    const parts = collected.get(v.id) ?? [];
    const [first] = parts;
    if (first === undefined) return null;
    const sum = parts.length === 1 ? first : emitter.one('addN', parts);
    collected.set(v.id, [sum]);
    return sum;
  };

  for (const equation of [...equations].reverse()) {
    if (!equation.outputs.some((output) => collected.has(output.id))) continue;
    const wanted = equation.inputs.map((input) => active.has(input.id));
    if (!wanted.some(Boolean)) continue;
    const found = b.on(equation.device, () =>
      differentiate(emitter, equation, { cotangents: equation.outputs.map(total), wanted }),
    );
    equation.inputs.forEach((input, i) => {
      const part = found[i] ?? null;
      if (part === null || !wanted[i]) return;
      // The text is made only where it is needed: a joined equation may have thousands of operands.
      if (!sameType(part.type, input.type)) {
        const found = `gradient of operand ${i} is ${printType(part.type)}`;
        throw new Error(`internal: ${found} in "${printEquation(equation)}"`);
      }
      const parts = collected.get(input.id);
      if (parts === undefined) collected.set(input.id, [part]);
      else parts.push(part);
    });
  }
  return by.map((v) => total(v) ?? b.fill(0, v.type));
}

/** The values that depend on one of the roots. */
function activeFrom(equations: readonly Equation[], roots: readonly Var[]): ReadonlySet<number> {
  const active = new Set(roots.map((root) => root.id));
  for (const equation of equations) {
    if (!equation.inputs.some((input) => active.has(input.id))) continue;
    for (const output of equation.outputs) if (isFloat(output.type.dtype)) active.add(output.id);
  }
  return active;
}

function differentiate(
  b: Builder,
  equation: Equation,
  flow: { readonly cotangents: readonly (Var | null)[]; readonly wanted: readonly boolean[] },
): readonly (Var | null)[] {
  const first = defined(equation.outputs[0], 'an equation has a result');
  const dy = flow.cotangents[0] ?? b.fill(0, first.type);
  return opOf(b.ops, equation.op).vjp(b, { ...equation, ...flow, dy });
}
