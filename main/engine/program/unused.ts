import { resultsOf } from './program.ts';
import type { Equation, Program } from './program.ts';

/** Leaves out what no result depends on. Feeds and reads stay: they are the program's signature. */
export function withoutUnused(program: Program): Program {
  const needed = new Set(resultsOf(program).map((v) => v.id));
  const kept: Equation[] = [];
  for (const equation of [...program.equations].reverse()) {
    if (!equation.outputs.some((output) => needed.has(output.id))) continue;
    for (const input of equation.inputs) needed.add(input.id);
    kept.push(equation);
  }
  return { ...program, equations: kept.reverse() };
}
