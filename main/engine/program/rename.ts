import { argumentsOf } from './program.ts';
import type { Program, Var } from './program.ts';

/** The program with its results named by other values; its equations are the caller's business. */
export function renamed(program: Program, standsFor: (v: Var) => Var): Program {
  const rename = (named: Readonly<Record<string, Var>>) =>
    Object.fromEntries(Object.entries(named).map(([name, v]) => [name, standsFor(v)]));
  return { ...program, fetches: rename(program.fetches), updates: rename(program.updates) };
}

/** A number above all those of the program's values. */
export function firstFreeId(program: Program): number {
  const made = program.equations.flatMap((equation) => equation.outputs);
  return 1 + [...argumentsOf(program), ...made].reduce((top, v) => Math.max(top, v.id), -1);
}
