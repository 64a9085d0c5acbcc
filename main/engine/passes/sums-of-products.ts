import { firstFreeId } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

/** How many products are at least worth being joined. */
const LEAST = 2;

/**
 * A sum of products a' b over many a [k,m] and b [k,n], as the gradient of a matrix that is used at every step of a recurrence, becomes one
 * product of all a and all b on top of each other: the sum is then taken inside the product, which writes its result once instead of adding
 * it up in memory again and again. After differentiation.
 */
export function sumsOfProducts(program: Program): Program {
  const makers = new Map<number, Equation>();
  for (const equation of program.equations) {
    for (const v of equation.outputs) makers.set(v.id, equation);
  }
  let next = firstFreeId(program);
  const fresh = (like: Var, shape: readonly number[]): Var => ({ id: next++, type: { ...like.type, shape } });

  const joined = (terms: readonly Equation[], device: Equation['device']): readonly Equation[] => {
    const stack = (i: 0 | 1): Equation => {
      const parts = terms.flatMap(({ inputs }) => inputs[i] ?? []);
      const rows = parts.reduce((sum, { type }) => sum + (type.shape[0] ?? 0), 0);
      const columns = parts[0]?.type.shape[1] ?? 0;
      const outputs = parts.slice(0, 1).map((first) => fresh(first, [rows, columns]));
      return {
        op: 'concat',
        inputs: parts,
        attrs: { axis: 0 },
        outputs,
        ...(device === undefined ? {} : { device }),
      };
    };
    const [a, b] = [stack(0), stack(1)];
    const [first] = terms;
    const outputs = (first?.outputs ?? []).map((v) => fresh(v, v.type.shape));
    const product: Equation = {
      op: 'matmul',
      inputs: [...a.outputs, ...b.outputs],
      attrs: first?.attrs ?? {},
      outputs,
      ...(device === undefined ? {} : { device }),
    };
    return [a, b, product];
  };

  const equations = program.equations.flatMap((equation): readonly Equation[] => {
    if (equation.op !== 'addN') return [equation];
    const groups = new Map<string, Equation[]>();
    for (const v of equation.inputs) {
      const maker = makers.get(v.id);
      if (maker === undefined || !isProduct(maker, equation.device)) continue;
      const key = maker.inputs.map(({ type }) => `${type.dtype} ${type.shape[1] ?? 0}`).join();
      groups.set(key, [...(groups.get(key) ?? []), maker]);
    }
    const worth = [...groups.values()].filter((terms) => terms.length >= LEAST);
    if (worth.length === 0) return [equation];
    const gone = new Set(worth.flat().flatMap(({ outputs }) => outputs.map(({ id }) => id)));
    const written = worth.flatMap((terms) => joined(terms, equation.device));
    const products = written.flatMap(({ op, outputs }) => (op === 'matmul' ? outputs : []));
    const terms = [...equation.inputs.filter(({ id }) => !gone.has(id)), ...products];
    const [only] = terms;
    if (terms.length > 1 || only === undefined) return [...written, { ...equation, inputs: terms }];
    return written.map((one) =>
      one.outputs[0]?.id === only.id ? { ...one, outputs: equation.outputs } : one,
    );
  });
  return { ...program, equations };
}

/** Whether it is a' b, on that device. A value of it that something else reads as well is computed for that as before. */
const isProduct = ({ op, attrs, device }: Equation, on: Equation['device']): boolean =>
  op === 'matmul' && attrs['transposeA'] === true && attrs['transposeB'] !== true && device === on;
