/**
 * How much memory the values of a program take at once.
 *
 * A value lives from the equation that makes it to the end of its last reader; what is fed, fetched or kept in a variable lives to the
 * end. TensorFlow begins an equation as soon as its operands are there, not when its turn comes in the program. It is modelled as a queue:
 * what is ready waits in line, as many equations as there are threads are under way, and all take equally long. In a step the order hardly
 * matters, since the most is held at the turn from the forward to the backward pass. In an evaluation it does: every branch of a cell is
 * begun before the first is finished, which takes twice the memory of the program's own order.
 */
import { assert, defined } from '../../base/assert.ts';
import { argumentsOf, opOf, resultsOf, sizeOf } from '../program/index.ts';
import type { DType, Equation, OpTable, Program, TensorType, Var } from '../program/index.ts';

/** Bytes of an element. */
const ELEMENT_BYTES: Record<DType, number> = { float32: 4, bfloat16: 2, float16: 2, int32: 4, bool: 1 };

/** Bytes of a value of that type. */
export const bytesOf = ({ dtype, shape }: TensorType): number => ELEMENT_BYTES[dtype] * sizeOf(shape);

/** The values of a program when they take the most memory. Its variables are not among them. */
export interface Peak {
  readonly bytes: number;
  /** The part of it that is proportional to the batch. */
  readonly batchBytes: number;
}

/** A piece of memory that holds one value, or several that are views of each other. */
interface Block {
  readonly bytes: number;
  readonly grows: boolean;
  /** Equations that have yet to read it, and ends of the program that keep it. */
  holders: number;
}

/** What is known besides the program. */
export interface PeakOptions {
  /** Equations that are computed side by side. */
  readonly inFlight: number;
  /** Columns of text in a batch, where words are fed instead of images. */
  readonly columns?: number;
}

/** The most that the values of a program take at once. */
export function peakOf(program: Program, ops: OpTable, { inFlight, columns = 0 }: PeakOptions): Peak {
  const memory = new Memory(program, ops, batchOf(program, columns));
  const schedule = new Schedule(program);
  const underWay: number[] = [];
  for (;;) {
    const next = underWay.length < inFlight ? schedule.next() : undefined;
    if (next !== undefined) {
      memory.begin(defined(program.equations[next], 'an equation of the program'));
      underWay.push(next);
      continue;
    }
    const ended = underWay.shift();
    if (ended === undefined) return memory.peak;
    memory.end(defined(program.equations[ended], 'an equation of the program'));
    schedule.end(ended);
  }
}

/** Which equation comes next: that which has been ready for longest. */
class Schedule {
  readonly #ready: number[] = [];
  readonly #readers = new Map<number, number[]>();
  /** Operands that an equation waits for. */
  readonly #missing: number[];
  readonly #equations: readonly Equation[];
  #taken = 0;

  constructor({ equations }: Program) {
    this.#equations = equations;
    const made = new Set(equations.flatMap(({ outputs }) => outputs.map(({ id }) => id)));
    this.#missing = equations.map(({ inputs }, i) => {
      const awaited = distinct(inputs).filter(({ id }) => made.has(id));
      for (const { id } of awaited) this.#readers.set(id, [...(this.#readers.get(id) ?? []), i]);
      if (awaited.length === 0) this.#ready.push(i);
      return awaited.length;
    });
  }

  next(): number | undefined {
    const next = this.#ready[this.#taken];
    if (next !== undefined) this.#taken += 1;
    return next;
  }

  end(index: number): void {
    for (const { id } of defined(this.#equations[index], 'an equation of the program').outputs) {
      for (const reader of this.#readers.get(id) ?? []) {
        const left = defined(this.#missing[reader], 'every equation waits for a number of operands') - 1;
        this.#missing[reader] = left;
        if (left === 0) this.#ready.push(reader);
      }
    }
  }
}

/** What is held while the equations begin and end. */
class Memory {
  readonly #blocks = new Map<number, Block>();
  readonly #holders = new Map<number, number>();
  readonly #ops: OpTable;
  readonly #batch: Batch;
  #bytes = 0;
  #batchBytes = 0;
  #peak: Peak = { bytes: 0, batchBytes: 0 };

  constructor(program: Program, ops: OpTable, batch: Batch) {
    this.#ops = ops;
    this.#batch = batch;
    const held = [...program.equations.flatMap(({ inputs }) => distinct(inputs)), ...resultsOf(program)];
    for (const { id } of [...held, ...argumentsOf(program)]) {
      this.#holders.set(id, (this.#holders.get(id) ?? 0) + 1);
    }
    for (const v of Object.values(program.feeds)) this.#own(v);
    // A variable's memory is there before the program runs and stays.
    for (const v of Object.values(program.reads)) {
      this.#blocks.set(v.id, { bytes: 0, grows: false, holders: Number.POSITIVE_INFINITY });
    }
  }

  get peak(): Peak {
    return this.#peak;
  }

  begin({ op, inputs, outputs }: Equation): void {
    const { memory } = opOf(this.#ops, op);
    outputs.forEach((output, i) => {
      const block = i === 0 && memory !== undefined ? this.#shared(memory, inputs, output) : undefined;
      if (block === undefined) this.#own(output);
      else {
        block.holders += this.#holdersOf(output);
        this.#blocks.set(output.id, block);
      }
    });
    if (this.#bytes > this.#peak.bytes) this.#peak = { bytes: this.#bytes, batchBytes: this.#batchBytes };
  }

  end({ inputs, outputs }: Equation): void {
    for (const { id } of distinct(inputs)) this.#release(id);
    // A result that nobody reads is held by its own equation.
    for (const { id } of outputs) if (!this.#holders.has(id)) this.#release(id);
  }

  /** The operand's memory that a result takes, if it can. */
  #shared(memory: 'view' | 'in-place', inputs: readonly Var[], output: Var): Block | undefined {
    const blocks = distinct(inputs).map(({ id }) => this.#blockOf(id));
    if (memory === 'view') return blocks[0];
    // This equation is the last that reads it.
    return blocks.find(({ holders, bytes }) => holders === 1 && bytes === bytesOf(output.type));
  }

  #own({ id, type }: Var): void {
    const block = {
      bytes: bytesOf(type),
      grows: growsWith(this.#batch, type),
      holders: this.#holdersOf({ id }),
    };
    this.#blocks.set(id, block);
    this.#count(block, 1);
  }

  #holdersOf({ id }: Pick<Var, 'id'>): number {
    return this.#holders.get(id) ?? 1;
  }

  #release(id: number): void {
    const block = this.#blockOf(id);
    block.holders -= 1;
    if (block.holders === 0) this.#count(block, -1);
  }

  #count({ bytes, grows }: Block, sign: 1 | -1): void {
    this.#bytes += sign * bytes;
    if (grows) this.#batchBytes += sign * bytes;
  }

  #blockOf(id: number): Block {
    const block = this.#blocks.get(id);
    assert(block !== undefined, `%${id} is used before it is made`);
    return block;
  }
}

const distinct = (vars: readonly Var[]): readonly Var[] => [...new Map(vars.map((v) => [v.id, v])).values()];

/** How a value shows that it has a part for each image, or column of text, of the batch. */
interface Batch {
  readonly size: number;
  /** The longest first axis of such a value. */
  readonly most: number;
}

/**
 * The batch of a program: what is fed as images [N,H,W,C] has so many. Of `columns` of text, words are fed as one vector i32[T*columns], and no
 * value has more rows than the longest of them; so a matrix with a row for each word that there is does not count.
 */
function batchOf({ feeds }: Program, columns: number): Batch {
  const fed = Object.values(feeds).map(({ type }) => type);
  const images = fed.find(({ shape }) => shape.length === 4);
  if (images !== undefined) return { size: images.shape[0] ?? 0, most: Number.POSITIVE_INFINITY };
  const texts = fed.filter(({ dtype, shape }) => dtype === 'int32' && shape.length === 1);
  return { size: columns, most: Math.max(0, ...texts.map(({ shape }) => shape[0] ?? 0)) };
}

/**
 * Whether a value has a part for each image of the batch. Matrices and images have it along their first axis, perhaps several per image;
 * kernels begin with their window. A packed vector is none, even if its length happens to be a multiple.
 */
function growsWith({ size, most }: Batch, { shape }: TensorType): boolean {
  const [first = 0] = shape;
  return size > 0 && shape.length > 1 && first > 0 && first <= most && first % size === 0;
}
