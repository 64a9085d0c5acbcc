import { opOf } from './builder.ts';
import { engineError } from './errors.ts';
import type { OpTable } from './op.ts';
import { printEquation } from './printer.ts';
import { argumentsOf, resultsOf } from './program.ts';
import type { Bundle, Program, Var } from './program.ts';
import { printType, sameType } from './types.ts';

/**
 * Checks that every value is made once and before its use, that every equation's types are those that its op infers, and that its
 * device, if it has one, is `host` or a whole number.
 * Runs after every pass.
 * @throws engine/invalid-program naming the equation
 */
export function verifyProgram(program: Program, ops: OpTable): void {
  const made = new Map<number, Var>();
  const fail = (where: string, why: string): never => {
    throw engineError('engine/invalid-program', `${program.name}: ${why} in "${where}".`);
  };
  const make = (v: Var, where: string): void => {
    if (made.has(v.id)) fail(where, `%${v.id} is made twice`);
    made.set(v.id, v);
  };
  const use = (v: Var, where: string): void => {
    const origin = made.get(v.id);
    if (origin === undefined) fail(where, `%${v.id} is used before it is made`);
    else if (!sameType(origin.type, v.type)) {
      fail(where, `%${v.id} is ${printType(origin.type)} but used as ${printType(v.type)}`);
    }
  };
  for (const argument of argumentsOf(program)) make(argument, 'the arguments');
  for (const equation of program.equations) {
    const text = printEquation(equation);
    for (const input of equation.inputs) use(input, text);
    const { device = 0 } = equation;
    if (device !== 'host' && !(Number.isInteger(device) && device >= 0)) fail(text, 'no device is named so');
    const inferred = opOf(ops, equation.op).infer(
      equation.inputs.map((input) => input.type),
      equation.attrs,
    );
    const fits =
      inferred.length === equation.outputs.length &&
      equation.outputs.every((output, i) => {
        const type = inferred[i];
        return type !== undefined && sameType(type, output.type);
      });
    if (!fits) fail(text, `the op gives ${inferred.map(printType).join(', ')}`);
    for (const output of equation.outputs) make(output, text);
  }
  for (const result of resultsOf(program)) use(result, 'the results');
}

/**
 * Verifies each program and that reads and updates agree with the bundle's variables.
 * @throws engine/invalid-program
 */
export function verifyBundle(bundle: Bundle, ops: OpTable): void {
  for (const program of Object.values(bundle.programs)) {
    verifyProgram(program, ops);
    for (const [name, v] of [...Object.entries(program.reads), ...Object.entries(program.updates)]) {
      const variable = bundle.variables[name];
      if (variable === undefined || !sameType(variable, v.type)) {
        const found = variable === undefined ? 'no variable of the bundle' : printType(variable);
        throw engineError(
          'engine/invalid-program',
          `${program.name}: "${name}" is ${printType(v.type)} in the program, but ${found}.`,
        );
      }
    }
  }
}
