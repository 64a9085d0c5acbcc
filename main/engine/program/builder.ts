import { assert } from '../../base/assert.ts';
import { engineError } from './errors.ts';
import type { AttrsOf, Emitter, OpDef, OpTable } from './op.ts';
import type { Attrs, Device, Equation, Program, Var } from './program.ts';
import { printType, sameType } from './types.ts';
import type { TensorType } from './types.ts';

/** What a finished program gives: values for the caller, and new values of variables. */
export interface Results {
  readonly fetches: Readonly<Record<string, Var>>;
  readonly updates?: Readonly<Record<string, Var>>;
}

/** The op of that name. @throws engine/unknown-op */
export function opOf(ops: OpTable, name: string): OpDef {
  const op = ops[name];
  if (op === undefined) {
    throw engineError(
      'engine/unknown-op',
      `There is no op "${name}". Known: ${Object.keys(ops).join(', ')}.`,
    );
  }
  return op;
}

/**
 * Writes a program, equation by equation, with every shape checked as it is written.
 *
 * `T` is the table of ops, so that names and attributes are checked by the compiler:
 * `b.one('conv2d', [images, kernel], { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] })`.
 */
export class Builder<T extends OpTable = OpTable> implements Emitter {
  readonly ops: T;
  readonly #equations: Equation[] = [];
  readonly #feeds: Record<string, Var> = {};
  readonly #reads: Record<string, Var> = {};
  #nextId = 0;
  #device: Device | undefined;

  /** @param ops - the table that names are looked up in */
  constructor(ops: T) {
    this.ops = ops;
  }

  /** The equations so far. */
  get equations(): readonly Equation[] {
    return this.#equations;
  }

  /** A value that the caller hands in at every run. */
  feed(name: string, type: TensorType): Var {
    return this.#argument(this.#feeds, name, type);
  }

  /** The value of a variable of the bundle at the beginning of the run. */
  read(name: string, type: TensorType): Var {
    return this.#argument(this.#reads, name, type);
  }

  /** Emits an op that has one result. */
  one<K extends keyof T & string>(op: K, inputs: readonly Var[], attrs?: AttrsOf<T[K]>): Var {
    const outputs = this.all(op, inputs, attrs);
    const [output] = outputs;
    assert(output !== undefined && outputs.length === 1, `${op} has ${outputs.length} results, not one`);
    return output;
  }

  /**
   * Emits an op and returns all its results.
   * @throws engine/shape-mismatch, engine/bad-attribute, engine/unknown-op
   */
  all<K extends keyof T & string>(op: K, inputs: readonly Var[], attrs?: AttrsOf<T[K]>): readonly Var[] {
    const given: Attrs = attrs ?? {};
    const types = opOf(this.ops, op).infer(
      inputs.map((input) => input.type),
      given,
    );
    const outputs = types.map((type) => this.#fresh(type));
    this.#write({ op, inputs, attrs: given, outputs });
    return outputs;
  }

  /** A constant of one value throughout. */
  fill(value: number, type: TensorType): Var {
    const output = this.#fresh(type);
    this.#write({
      op: 'fill',
      inputs: [],
      attrs: { value, shape: type.shape, dtype: type.dtype },
      outputs: [output],
    });
    return output;
  }

  /** Places what `write` writes on a device; inside, another `on` places anew. Undefined: as around it. */
  on<R>(device: Device | undefined, write: () => R): R {
    const around = this.#device;
    this.#device = device ?? around;
    try {
      return write();
    } finally {
      this.#device = around;
    }
  }

  /**
   * Writes another program's equations here; those that have no device of their own stand on the current one.
   * @param bindings - what stands for its feeds and reads, by their names
   * @returns its fetches and updates, as values of this program
   * @throws engine/invalid-program when an argument is unbound or of another type
   */
  inline(program: Program, bindings: Readonly<Record<string, Var>>): Required<Results> {
    const values = new Map<number, Var>();
    for (const [name, argument] of Object.entries({ ...program.feeds, ...program.reads })) {
      const bound = bindings[name];
      if (bound === undefined || !sameType(bound.type, argument.type)) {
        const found = bound === undefined ? 'nothing' : printType(bound.type);
        throw engineError(
          'engine/invalid-program',
          `${program.name}: its argument "${name}" is ${printType(argument.type)}, but ${found} was bound to it.`,
        );
      }
      values.set(argument.id, bound);
    }
    const valueOf = (v: Var): Var => {
      const value = values.get(v.id);
      assert(value !== undefined, `${program.name}: %${v.id} is used before it is made`);
      return value;
    };
    for (const equation of program.equations) {
      const outputs = equation.outputs.map((output) => this.#fresh(output.type));
      this.#write({ ...equation, inputs: equation.inputs.map(valueOf), outputs });
      equation.outputs.forEach((output, i) => values.set(output.id, outputs[i] ?? output));
    }
    const rename = (named: Readonly<Record<string, Var>>) =>
      Object.fromEntries(Object.entries(named).map(([name, v]) => [name, valueOf(v)]));
    return { fetches: rename(program.fetches), updates: rename(program.updates) };
  }

  /** Closes the program. */
  build(name: string, results: Results): Program {
    return {
      name,
      feeds: { ...this.#feeds },
      reads: { ...this.#reads },
      equations: [...this.#equations],
      fetches: results.fetches,
      updates: results.updates ?? {},
    };
  }

  #write(equation: Equation): void {
    const device = equation.device ?? this.#device;
    this.#equations.push(device === undefined ? equation : { ...equation, device });
  }

  #fresh(type: TensorType): Var {
    return { id: this.#nextId++, type };
  }

  #argument(table: Record<string, Var>, name: string, type: TensorType): Var {
    const known = table[name];
    if (known !== undefined) {
      assert(
        sameType(known.type, type),
        `argument ${name} was ${printType(known.type)}, now ${printType(type)}`,
      );
      return known;
    }
    const other = table === this.#feeds ? this.#reads : this.#feeds;
    assert(other[name] === undefined, `argument ${name} is both fed and read`);
    const argument = this.#fresh(type);
    table[name] = argument;
    return argument;
  }
}
