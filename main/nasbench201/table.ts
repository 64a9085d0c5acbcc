import { assert, defined } from '../base/assert.ts';
import { canonicalString } from './canonical.ts';
import { CELLS, cellOfCode, codeOf, parseCell, printCell } from './cell.ts';
import type { Cell } from './cell.ts';
import { perColumn } from './columns.ts';
import type { Column, PerColumn } from './columns.ts';
import { countCell } from './counts.ts';
import { benchmarkError } from './errors.ts';
import { readTableFile } from './table-file.ts';

/** What the table knows of one architecture. */
export interface Entry {
  /** The benchmark's index, 0 to 15,624. */
  readonly index: number;
  /** The architecture string. */
  readonly arch: string;
  /** Parameters of the network for CIFAR-10. */
  readonly params: number;
  /** Its multiply-adds, as the benchmark counts FLOPs. */
  readonly flops: number;
  /** In percent. */
  readonly accuracy: PerColumn<number>;
  /** 1 is the best; equal accuracies share the best rank of them. */
  readonly rank: PerColumn<number>;
  /** How many of the others it beats, in percent, equal ones counting half: the only best has 100, the only worst 0. */
  readonly percentile: PerColumn<number>;
}

/** The table of all trained architectures. */
export interface Table {
  /** What is known of the architecture with that benchmark index. */
  entry(index: number): Entry;
  /** The benchmark index of a cell. */
  indexOf(cell: Cell): number;
  /** The accuracies by benchmark index, in percent. */
  column(name: Column): Float64Array;
  /** The indices of the cells of its isomorphism class, itself among them, ascending. */
  classOf(index: number): readonly number[];
}

/**
 * The table, read from the installation; it takes 12 to 25 ms. Ranks and classes are made when they are first asked for.
 *
 * @param resources - the folder `resources` of the installation
 * @throws `nasbench201/unreadable`, `nasbench201/damaged`
 */
export function openTable(resources: string): Table {
  const { codes, accuracies } = readTableFile(resources);
  const indices = new Int32Array(CELLS).fill(-1);
  codes.forEach((code, index) => (indices[code] = index));
  const sorted = new Map<Column, Float64Array>();
  const ascending = (name: Column): Float64Array => {
    const known = sorted.get(name) ?? accuracies[name].slice().sort();
    sorted.set(name, known);
    return known;
  };
  const cellAt = (index: number): Cell => {
    assert(Number.isInteger(index) && index >= 0 && index < CELLS, `no benchmark index: ${index}`);
    return cellOfCode(defined(codes[index], 'the table has every index'));
  };
  return {
    column: (name) => accuracies[name],
    indexOf: (cell) => defined(indices[codeOf(cell)], 'the table has every cell'),
    entry: (index) => {
      const cell = cellAt(index);
      const { params, multiplyAdds } = countCell(cell);
      const accuracy = perColumn((name) => defined(accuracies[name][index], 'the table has every index'));
      return {
        index,
        arch: printCell(cell),
        params,
        flops: multiplyAdds,
        accuracy,
        rank: perColumn((name) => CELLS - countBelow(ascending(name), accuracy[name], true) + 1),
        percentile: perColumn((name) => percentile(ascending(name), accuracy[name])),
      };
    },
    classOf: (index) => {
      const wanted = canonicalString(cellAt(index));
      return [...codes.keys()].filter((other) => canonicalString(cellAt(other)) === wanted);
    },
  };
}

function percentile(ascending: Float64Array, value: number): number {
  const worse = countBelow(ascending, value, false);
  const others = countBelow(ascending, value, true) - worse - 1;
  return (100 * (worse + others / 2)) / (CELLS - 1);
}

/** How many of the ascending values are below, or at most, the given one. */
function countBelow(ascending: Float64Array, value: number, orEqual: boolean): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const here = ascending[middle] ?? Infinity;
    if (here < value || (orEqual && here === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * The benchmark index that a text means: an index, an architecture string, or a tuple of NASLib.
 *
 * @throws `nasbench201/architecture`, `spaces/...`
 */
export function findIndex(table: Table, text: string): number {
  const trimmed = text.trim();
  if (!/^[-+]?\d+(\.\d+)?$/.test(trimmed)) return table.indexOf(parseCell(trimmed));
  const index = Number(trimmed);
  if (/^\d{1,5}$/.test(trimmed) && index < CELLS) return index;
  const problem = `There is no architecture ${trimmed} in NAS-Bench-201: expected a whole number from 0 to ${CELLS - 1}.`;
  throw benchmarkError('nasbench201/architecture', { problem });
}
