/** What NAS-Bench-201 knows, for the workbench. */
import { BENCHMARK_SETS } from '../../api/index.ts';
import type {
  BenchmarkCell,
  BenchmarkNeighbour,
  BenchmarkReader,
  BenchmarkScore,
  BenchmarkSet,
  BenchmarkSpread,
} from '../../api/index.ts';
import { defined } from '../../base/assert.ts';
import {
  canonicalString,
  cellOfCode,
  CELLS,
  codeOf,
  countCell,
  DATA_SETS,
  findIndex,
  OPERATIONS,
  openTable,
  parseCell,
} from '../../nasbench201/index.ts';
import type { Entry, Table } from '../../nasbench201/index.ts';

/** By the benchmark's names; its third has 120 classes of ImageNet in images of 16 x 16. */
const CLASSES: Readonly<Record<BenchmarkSet, number>> = { cifar10: 10, cifar100: 100, imagenet16: 120 };

/**
 * The table of the installation. It is opened when something is first asked of it, and stays open.
 *
 * @param resources - the folder `resources` of the installation
 */
export function createBenchmarkReader(resources: string): BenchmarkReader {
  let opened: Table | null = null;
  let spreads: Readonly<Record<BenchmarkSet, BenchmarkSpread>> | null = null;
  let sizes: ReadonlyMap<string, number> | null = null;
  const table = (): Table => (opened ??= openTable(resources));
  return {
    cell: (text) => {
      const entry = table().entry(findIndex(table(), text));
      sizes ??= classSizes();
      spreads ??= perSet((set) => spreadOf(table(), set));
      return {
        ...shownCell(entry),
        params: entry.params,
        flops: entry.flops,
        isomorphs: defined(sizes.get(canonicalString(parseCell(entry.arch))), 'every cell is of a class'),
        cells: CELLS,
        all: spreads,
      };
    },
    neighbours: (text) => neighboursOf(table(), findIndex(table(), text)),
    landscape: () => {
      return {
        cells: CELLS,
        params: packed(paramsOf(table())),
        accuracy: perSet((set) => packed(Float32Array.from(table().column(DATA_SETS[set].test)))),
      };
    },
  };
}

function perSet<T>(make: (set: BenchmarkSet) => T): Readonly<Record<BenchmarkSet, T>> {
  const [cifar10, cifar100, imagenet16] = BENCHMARK_SETS;
  return { cifar10: make(cifar10), cifar100: make(cifar100), imagenet16: make(imagenet16) };
}

function shownCell({ index, arch, accuracy, rank, percentile }: Entry): BenchmarkCell {
  const scoreOf = (set: BenchmarkSet): BenchmarkScore => {
    const { test } = DATA_SETS[set];
    return { accuracy: accuracy[test], rank: rank[test], percentile: percentile[test] };
  };
  return { index, arch, scores: perSet(scoreOf) };
}

function neighboursOf(table: Table, index: number): readonly BenchmarkNeighbour[] {
  const cell = parseCell(table.entry(index).arch);
  return cell.flatMap((own, edge) =>
    OPERATIONS.filter((operation) => operation !== own).map((operation) => {
      const changed = cell.map((before, at) => (at === edge ? operation : before));
      const other = table.indexOf(cellOfCode(codeOf(changed)));
      return { ...shownCell(table.entry(other)), edge, operation };
    }),
  );
}

function spreadOf(table: Table, set: BenchmarkSet): BenchmarkSpread {
  const column = table.column(DATA_SETS[set].test);
  const ascending = column.slice().sort();
  const best = defined(ascending.at(-1), 'the table has cells');
  return {
    title: DATA_SETS[set].title,
    classes: CLASSES[set],
    chance: 100 / CLASSES[set],
    mean: column.reduce((sum, value) => sum + value, 0) / CELLS,
    // Of an odd number of cells.
    median: defined(ascending[(CELLS - 1) / 2], 'the table has a middle'),
    best,
    bestIndex: column.indexOf(best),
  };
}

/** By index. */
function paramsOf(table: Table): Float32Array {
  const params = new Float32Array(CELLS);
  for (let code = 0; code < CELLS; code++) {
    const cell = cellOfCode(code);
    params[table.indexOf(cell)] = countCell(cell).params;
  }
  return params;
}

/** How many cells each class of isomorphic ones has; 50 ms. */
function classSizes(): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (let code = 0; code < CELLS; code++) {
    const text = canonicalString(cellOfCode(code));
    sizes.set(text, (sizes.get(text) ?? 0) + 1);
  }
  return sizes;
}

const packed = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
