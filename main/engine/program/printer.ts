import type { Attr, Equation, Program, Var } from './program.ts';
import { printType } from './types.ts';

const printAttr = (attr: Attr): string => (typeof attr === 'object' ? `(${attr.join(',')})` : String(attr));

/** One equation: `%5 = relu %4 : f32[64,32,32,16]`, and `on 1` or `on host` behind it where it is placed. */
export function printEquation(equation: Equation): string {
  const attrs = Object.entries(equation.attrs);
  const bracket = attrs.length === 0 ? '' : `[${attrs.map(([k, v]) => `${k}=${printAttr(v)}`).join(' ')}]`;
  const outputs = equation.outputs.map((v) => `%${v.id}`).join(', ');
  const inputs = equation.inputs.map((v) => ` %${v.id}`).join('');
  const types = equation.outputs.map((v) => printType(v.type)).join(', ');
  const place = equation.device === undefined ? '' : ` on ${equation.device}`;
  return `${outputs} = ${equation.op}${bracket}${inputs} : ${types}${place}`;
}

/** The whole program as text: stable, one equation a line, for people and for golden tests. */
export function printProgram(program: Program): string {
  const argument =
    (kind: string) =>
    ([name, v]: [string, Var]) =>
      `${kind} ${name} %${v.id}: ${printType(v.type)}`;
  const result =
    (kind: string) =>
    ([name, v]: [string, Var]) =>
      `${kind} ${name} = %${v.id}`;
  const head = [
    ...Object.entries(program.feeds).map(argument('feed')),
    ...Object.entries(program.reads).map(argument('read')),
  ];
  const tail = [
    ...Object.entries(program.fetches).map(result('fetch')),
    ...Object.entries(program.updates).map(result('update')),
  ];
  return [
    `${program.name}(${head.join(', ')}) {`,
    ...program.equations.map((equation) => `  ${printEquation(equation)}`),
    `} ${tail.join(', ')}`,
    '',
  ].join('\n');
}
