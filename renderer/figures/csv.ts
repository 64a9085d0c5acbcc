/** The numbers behind a figure, all of them, whatever the figure leaves out. */
import {
  allowedMask,
  alphaShape,
  candidateNames,
  edgesIn,
  inputsOf,
  isHyperCuboid,
  isPath,
  kindsOf,
  mixtureOf,
  operationName,
  stagesOf,
} from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import type { ChartContent } from '../charts/options.ts';
import { edgeName } from '../cell-graph/names.ts';
import { kindsShown, shownCell } from '../cell-graph/shown-cell.ts';
import { candidateTable, hasImportance } from '../run-view/importance.ts';
import type { Candidate } from '../run-view/importance.ts';
import { valueNumber } from './table-text.ts';
import type {
  AlphasSubject,
  CellsSubject,
  ChartSubject,
  FigureKind,
  FigureSubject,
  FilmSubject,
  HyperCuboidSubject,
  MatrixSubject,
  ScatterSubject,
  TableSubject,
} from './subject.ts';

type Field = string | number | null;

/** Fields as RFC 4180 has them; a number in full, what was not measured as nothing. */
export function csvText(rows: Iterable<readonly Field[]>): string {
  const lines: string[] = [];
  for (const row of rows) lines.push(row.map(csvField).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvField(field: Field): string {
  if (field === null) return '';
  if (typeof field === 'number') return Number.isFinite(field) ? String(field) : '';
  // A field that begins like a formula is one to a spreadsheet.
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Writers = {
  readonly [K in FigureKind]: (subject: Extract<FigureSubject, { kind: K }>) => Iterable<readonly Field[]>;
};

const WRITERS: Writers = {
  chart: chartRows,
  scatter: scatterRows,
  cells: cellRows,
  hypercuboid: hypercuboidRows,
  alphas: alphaRows,
  film: filmRows,
  matrix: matrixRows,
  table: tableRows,
};

/** The CSV of a subject. */
export function csvOf<K extends FigureKind>(subject: Extract<FigureSubject, { kind: K }>): string {
  const rows: (subject: Extract<FigureSubject, { kind: K }>) => Iterable<readonly Field[]> =
    WRITERS[subject.kind];
  return csvText(rows(subject));
}

function columnName({ name, look }: ChartContent['series'][number], series: ChartContent['series']): string {
  const isSmoothed = look === 'line' && series.some((other) => other.name === name && other.look === 'ghost');
  return isSmoothed ? `${name} (smoothed)` : name;
}

/** All series at once: a row for each x of any of them. */
function* chartRows({ content }: ChartSubject): Iterable<readonly Field[]> {
  const { series, unitX, clock = null } = content;
  // A clock shows steps as something else; both are told.
  const heads = clock === null ? [unitX] : [unitX, 'step'];
  yield [...heads, ...series.map((one) => columnName(one, series))];
  const at = series.map(() => 0);
  for (;;) {
    const next = Math.min(...series.map(({ x }, i) => x[at[i] ?? 0] ?? Infinity));
    if (next === Infinity) return;
    const row: Field[] = clock === null ? [next] : [clock.at(next), next];
    series.forEach(({ x, y }, i) => {
      const place = at[i] ?? 0;
      const isHere = x[place] === next;
      row.push(isHere ? (y[place] ?? null) : null);
      if (isHere) at[i] = place + 1;
    });
    yield row;
  }
}

function* scatterRows({ content }: ScatterSubject): Iterable<readonly Field[]> {
  yield ['run', 'label', content.axes.x.label, content.axes.y.label, 'on the front'];
  for (const { id, label, x, y } of content.points)
    yield [id, label, x, y, content.front.includes(id) ? 'yes' : 'no'];
}

function* cellRows({ cells }: CellsSubject): Iterable<readonly Field[]> {
  yield ['title', 'cell', 'edge', 'input', 'node', 'operation'];
  for (const { title, genotype, kinds = kindsShown(genotype) } of cells) {
    for (const kind of kinds) {
      const { inputs, into } = shownCell(genotype, kind);
      yield* into.flatMap((edges, node) =>
        edges.map(({ primitive, input }) => [
          title,
          kind,
          edgeName({ input, node }, inputs),
          input,
          node,
          primitive,
        ]),
      );
    }
  }
}

function* hypercuboidRows({ space, weights, path }: HyperCuboidSubject): Iterable<readonly Field[]> {
  yield ['layer', 'stride', 'operation', 'share', 'on the path'];
  const names = candidateNames(space);
  const taken = path !== null && isPath(path) ? path.operations.map((one) => operationName(one)) : [];
  for (const [stage, { layer, stride }] of stagesOf(space).entries()) {
    for (const [at, name] of names.entries()) {
      yield [layer + 1, stride, name, weights?.[stage]?.[at] ?? null, name === taken[stage] ? 'yes' : 'no'];
    }
  }
}

/** Where an alpha belongs: to an edge of a cell, or to a stage of a hypercuboid. */
function placesOf(space: SearchSpace): {
  readonly heads: readonly string[];
  readonly rowOf: (cell: CellKind, row: number) => readonly Field[];
} {
  if (isHyperCuboid(space)) {
    const stages = stagesOf(space);
    const rowOf = (_: CellKind, row: number): readonly Field[] => [
      (stages[row]?.layer ?? 0) + 1,
      stages[row]?.stride ?? null,
    ];
    return { heads: ['layer', 'stride'], rowOf };
  }
  const edges = edgesIn(space);
  const inputs = inputsOf(space);
  return {
    heads: ['cell', 'edge', 'input', 'node'],
    rowOf: (cell, row) => {
      const edge = edges[row] ?? { input: 0, node: 0 };
      return [cell, edgeName(edge, inputs), edge.input, edge.node];
    },
  };
}

function* alphaRows(subject: AlphasSubject): Iterable<readonly Field[]> {
  const { space, values, mode, candidates } = subject;
  if (candidates !== undefined) {
    yield* candidateRows(space, candidates);
    return;
  }
  const { heads, rowOf } = placesOf(space);
  yield [...heads, 'operation', mode === 'raw' ? 'alpha' : 'share'];
  const [mixtures] = alphaShape(space);
  for (const cell of kindsOf(space)) {
    for (let e = 0; e < mixtures; e++) {
      for (const [p, name] of candidateNames(space).entries())
        yield [...rowOf(cell, e), name, values[cell][e]?.[p] ?? null];
    }
  }
}

const REMOVED_HEADS = ['score', 'state', 'removed after epoch'] as const;

/** Every candidate with its latest score, also of those that were removed. */
function* candidateRows(
  space: AlphasSubject['space'],
  candidates: NonNullable<AlphasSubject['candidates']>,
): Iterable<readonly Field[]> {
  const { heads, rowOf } = placesOf(space);
  yield [...heads, 'operation', ...REMOVED_HEADS];
  const [mixtures] = alphaShape(space);
  for (const cell of kindsOf(space)) {
    for (let e = 0; e < mixtures; e++) {
      for (const [p, name] of candidateNames(space).entries())
        yield [...rowOf(cell, e), name, ...candidateFields(candidates[cell][e]?.[p])];
    }
  }
}

function candidateFields(candidate: Candidate | undefined): readonly Field[] {
  if (candidate === undefined || candidate.state === 'closed') return [null, 'not allowed', null];
  const { score, state, removedAfter } = candidate;
  return [score === Infinity ? 'infinite' : score, state, removedAfter];
}

/** Every epoch, alphas and shares alike; of a search that removes candidates, what is left and its scores. */
function* filmRows({ space, frames }: FilmSubject): Iterable<readonly Field[]> {
  const isScored = hasImportance(frames);
  const heads = ['epoch', 'step', ...placesOf(space).heads, 'operation'];
  yield [...heads, ...(isScored ? ['score', 'state'] : ['alpha', 'share'])];
  const rowsOf = isScored ? scoredRows : momentRows;
  for (const frame of frames) for (const cell of kindsOf(space)) yield* rowsOf(space, frame, cell);
}

function* scoredRows(
  space: FilmSubject['space'],
  frame: FilmSubject['frames'][number],
  cell: CellKind,
): Iterable<readonly Field[]> {
  const candidates = candidateTable(space, { frame, shrinks: [] }, cell);
  const { rowOf } = placesOf(space);
  for (let e = 0; e < alphaShape(space)[0]; e++) {
    const where = [frame.epoch, frame.step, ...rowOf(cell, e)];
    for (const [p, name] of candidateNames(space).entries())
      yield [...where, name, ...candidateFields(candidates[e]?.[p]).slice(0, 2)];
  }
}

function* momentRows(
  space: FilmSubject['space'],
  { epoch, step, alphas }: FilmSubject['frames'][number],
  cell: CellKind,
): Iterable<readonly Field[]> {
  const mask = allowedMask(space, cell);
  const { rowOf } = placesOf(space);
  for (let e = 0; e < alphaShape(space)[0]; e++) {
    const row = alphas[cell][e] ?? [];
    const shares = mixtureOf(row, mask[e]);
    const where = [epoch, step, ...rowOf(cell, e)];
    for (const [p, name] of candidateNames(space).entries())
      yield [...where, name, row[p] ?? null, shares[p] ?? null];
  }
}

function* matrixRows({ classes, counts }: MatrixSubject): Iterable<readonly Field[]> {
  yield ['true class', 'predicted class', 'images'];
  for (const [t, row] of counts.entries()) {
    for (const [p, value] of row.entries()) yield [classes[t] ?? String(t), classes[p] ?? String(p), value];
  }
}

/** Numbers in full, a mean with its deviation and its count beside it. */
function* tableRows({ columns, rows }: TableSubject): Iterable<readonly Field[]> {
  const heads = columns.map(({ title, unit }) => (unit === '' ? title : `${title} (${unit})`));
  const spread = columns.map((_, c) =>
    rows.some(({ values }) => typeof values[c] === 'object' && values[c] !== null),
  );
  yield [
    '',
    ...heads.flatMap((head, c) => (spread[c] === true ? [head, `${head} std`, `${head} n`] : [head])),
  ];
  for (const { title, values } of rows) {
    const fields = columns.flatMap((_, c): Field[] => {
      const value = values[c] ?? null;
      const plain = typeof value === 'string' ? value : valueNumber(value);
      if (spread[c] !== true) return [plain];
      return typeof value === 'object' && value !== null ? [plain, value.std, value.n] : [plain, null, null];
    });
    yield [title, ...fields];
  }
}
