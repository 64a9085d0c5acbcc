/** Recurrent cells: what a search of them finds, as data and as text. */
import { z } from 'zod';
import { spacesError } from '../errors.ts';
import { MOST_NODES } from '../genotype.ts';
import type { GenotypeEdge } from '../genotype.ts';
import { PRIMITIVE_NAME } from '../primitive.ts';
import { exactly, expected } from '../schema.ts';

/** A derived recurrent cell. */
export interface RecurrentGenotype {
  readonly wiring: 'recurrent';
  /**
   * What makes node i: the one earlier state that it reads, and the activation of its candidate. State 0 is the initial state, made of the word
   * and the state before; state i + 1 is node i.
   */
  readonly recurrent: readonly GenotypeEdge[];
  /** States whose mean is the cell's output and its next state. */
  readonly concat: readonly number[];
}

/** A recurrent cell as files hold it, with the field names of DARTS. */
export interface RecurrentFile {
  readonly wiring: 'recurrent';
  readonly recurrent: readonly (readonly [primitive: string, input: number])[];
  readonly concat: readonly number[];
}

const state = z.custom<number>(Number.isSafeInteger, expected('the number of a state'));
const activation = z
  .string(expected('the name of an activation'))
  .regex(PRIMITIVE_NAME, expected('the name of an activation'));

/** The shape of a recurrent cell in files; what its numbers must be, `checkRecurrent` says. */
export const recurrentSchema = exactly({
  wiring: z.literal('recurrent', expected('"recurrent"')),
  recurrent: z
    .array(
      z.tuple([activation, state], expected('a pair of activation and input state')),
      expected('a list of pairs of activation and input state'),
    )
    .min(1, expected(`1 to ${MOST_NODES} pairs`))
    .max(MOST_NODES, expected(`1 to ${MOST_NODES} pairs`)),
  concat: z.array(state, expected('a list of states')),
});

/** The cell that a file holds. @throws as `checkRecurrent` */
export function recurrentFromFile({ recurrent, concat }: RecurrentFile): RecurrentGenotype {
  const cell: RecurrentGenotype = {
    wiring: 'recurrent',
    recurrent: recurrent.map(([primitive, input]) => ({ primitive, input })),
    concat,
  };
  checkRecurrent(cell);
  return cell;
}

/** The document of a recurrent cell. */
export const recurrentToFile = ({ recurrent, concat }: RecurrentGenotype): RecurrentFile => ({
  wiring: 'recurrent',
  recurrent: recurrent.map(({ primitive, input }) => [primitive, input] as const),
  concat: [...concat],
});

/**
 * Passes if the cell can be built: each node reads an earlier state, and the output is made of nodes, each once.
 *
 * @throws `spaces/genotype-input`, `spaces/genotype-concat`
 */
export function checkRecurrent({ recurrent, concat }: RecurrentGenotype): void {
  recurrent.forEach(({ input }, node) => {
    if (Number.isInteger(input) && input >= 0 && input <= node) return;
    const problem = `input ${input} does not exist for node ${node}; allowed are the states 0 to ${node}`;
    throw spacesError('spaces/genotype-field', { path: ['recurrent', node], problem });
  });
  const allowed = `allowed are the states 1 to ${recurrent.length}`;
  if (concat.length === 0) {
    const problem = `is empty, but a cell needs an output; ${allowed}`;
    throw spacesError('spaces/genotype-concat', { path: ['concat'], problem });
  }
  concat.forEach((one, i) => {
    const path = ['concat', i];
    if (!Number.isInteger(one) || one < 1 || one > recurrent.length) {
      throw spacesError('spaces/genotype-concat', {
        path,
        problem: `state ${one} is no node of this cell; ${allowed}`,
      });
    }
    if (concat.indexOf(one) !== i) {
      throw spacesError('spaces/genotype-concat', {
        path,
        problem: `state ${one} is listed twice; each may be listed once`,
      });
    }
  });
}

/** `Genotype(recurrent=[('sigmoid', 0), ...], concat=range(1, 9))`, as DARTS writes it. */
export function printRecurrent({ recurrent, concat }: RecurrentGenotype): string {
  const pairs = recurrent.map(({ primitive, input }) => `('${primitive}', ${input})`).join(', ');
  const first = concat[0] ?? 0;
  const isGapless = concat.every((one, i) => one === first + i);
  const states = isGapless ? `range(${first}, ${first + concat.length})` : `[${concat.join(', ')}]`;
  return `Genotype(recurrent=[${pairs}], concat=${states})`;
}
