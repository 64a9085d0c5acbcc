import type { Equation, Program, Var } from '../program/index.ts';
import { renamed } from '../program/index.ts';

/**
 * Computes once what is written twice. Every op is a function of its operands and attributes (random numbers too: they follow from
 * their seed), so equal equations have equal results. Before differentiation this is what lets the edges that leave one state share
 * its ReLU, its pools and their batch normalizations; their gradients are then summed before one backward op. What stands on two
 * devices is computed on both: constants above all, which would otherwise be sent from one to the other in every step.
 */
export function commonSubexpressions(program: Program): Program {
  const known = new Map<string, readonly Var[]>();
  const stands = new Map<number, Var>();
  const standsFor = (v: Var): Var => stands.get(v.id) ?? v;
  const kept: Equation[] = [];
  for (const equation of program.equations) {
    const inputs = equation.inputs.map(standsFor);
    const key = `${equation.op}|${equation.device ?? ''}|${inputs.map((v) => v.id).join(',')}|${JSON.stringify(equation.attrs)}`;
    const earlier = known.get(key);
    if (earlier === undefined) {
      known.set(key, equation.outputs);
      kept.push({ ...equation, inputs });
    } else {
      equation.outputs.forEach((output, i) => stands.set(output.id, earlier[i] ?? output));
    }
  }
  return renamed({ ...program, equations: kept }, standsFor);
}
