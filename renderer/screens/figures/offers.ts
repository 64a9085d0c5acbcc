import type { FigureSource, ListedRun } from '../../../main/api/contract.ts';
import { isOfWords } from '../../run-view/of-words.ts';

type Of<K extends FigureSource['of']> = Extract<FigureSource, { of: K }>;

/** A figure that can be made of what is chosen. */
export interface Offer {
  readonly id: string;
  readonly title: string;
  readonly source: FigureSource;
}

/** A cell among the sources. */
export interface SourceCell {
  readonly title: string;
  readonly genotype: string;
}

/** What some figures have besides. */
export interface FigureDetails {
  readonly edge: Pick<Of<'edge'>, 'cell' | 'row' | 'mode'>;
  readonly table: Pick<Of<'table'>, 'isGrouped' | 'columns'>;
}

/** What is taken before anybody says otherwise. */
export const USUAL_DETAILS: FigureDetails = {
  edge: { cell: 'normal', row: 0, mode: 'softmax' },
  table: { isGrouped: true, columns: ['error', 'parameters', 'macs', 'hours'] },
};

/** More cells do not fit beside one another. */
export const MOST_CELLS = 8;

/** All figures of what is chosen: those of the cells first, where cells were chosen beside runs. */
export function figuresOf(
  runs: readonly ListedRun[],
  cells: readonly SourceCell[],
  details: FigureDetails = USUAL_DETAILS,
): readonly Offer[] {
  const beside = cellsBeside(runs, cells);
  const only = cells.length === 1 && runs.length === 0 ? figuresOfCell(cells[0]) : [];
  return cells.length > 0
    ? [...only, ...beside, ...figuresOfRuns(runs, details)]
    : [...figuresOfRuns(runs, details), ...beside];
}

function cellsBeside(runs: readonly ListedRun[], cells: readonly SourceCell[]): readonly Offer[] {
  const all = [
    ...runs.map(({ run }) => ({ run, epoch: null })),
    ...cells.map(({ title, genotype }) => ({ title, genotype })),
  ];
  if (all.length < 2 || all.length > MOST_CELLS) return [];
  return (['colour', 'paper'] as const).map((style) => ({
    id: style === 'colour' ? 'cells' : 'cells-paper',
    title: `Cells side by side, ${style === 'colour' ? 'in colour' : 'as in papers'}`,
    source: { of: 'cells', cells: all, style },
  }));
}

function figuresOfRuns(runs: readonly ListedRun[], { edge, table }: FigureDetails): readonly Offer[] {
  const names = runs.map(({ run }) => run);
  const only = runs.length === 1 ? runs[0] : undefined;
  if (names.length === 0) return [];
  const ofAll: readonly Offer[] = [
    { id: 'loss', title: 'Loss', source: { of: 'curves', runs: names, measure: 'loss' } },
    { id: 'accuracy', title: 'Accuracy', source: { of: 'curves', runs: names, measure: 'accuracy' } },
  ];
  const ofWords: readonly Offer[] = runs.every(isOfWords)
    ? [
        {
          id: 'perplexity',
          title: 'Perplexity',
          source: { of: 'curves', runs: names, measure: 'perplexity' },
        },
      ]
    : [];
  const ofOne = only === undefined ? [] : figuresOfRun(only, edge);
  const trained = runs.some(({ kind }) => kind === 'train');
  const results: readonly Offer[] = trained
    ? [
        { id: 'table', title: 'Table of results', source: { of: 'table', runs: names, ...table } },
        {
          id: 'scatter-parameters',
          title: 'Error over parameters',
          source: { of: 'scatter', runs: names, x: 'parameters' },
        },
        { id: 'scatter-macs', title: 'Error over MACs', source: { of: 'scatter', runs: names, x: 'macs' } },
        { id: 'scatter-hours', title: 'Error over time', source: { of: 'scatter', runs: names, x: 'hours' } },
      ]
    : [];
  return [...ofAll, ...ofWords, ...ofOne, ...results];
}

function figuresOfRun(listed: ListedRun, edge: FigureDetails['edge']): readonly Offer[] {
  const { run, kind } = listed;
  const cell = (style: 'colour' | 'paper'): FigureSource => ({ of: 'cell', run, epoch: null, style });
  const cells: readonly Offer[] = [
    { id: 'cell', title: 'Cell in colour', source: cell('colour') },
    { id: 'cell-paper', title: 'Cell as in papers', source: cell('paper') },
  ];
  // A language model has as many classes as words.
  if (kind === 'train' && isOfWords(listed)) return cells;
  if (kind === 'train')
    return [...cells, { id: 'matrix', title: 'Confusion matrix', source: { of: 'matrix', run } }];
  return [
    ...cells,
    { id: 'alphas', title: 'Alphas, softmax', source: { of: 'alphas', run, epoch: null, mode: 'softmax' } },
    { id: 'alphas-raw', title: 'Alphas, raw', source: { of: 'alphas', run, epoch: null, mode: 'raw' } },
    { id: 'edge', title: 'Curves of an edge', source: { of: 'edge', run, ...edge } },
    { id: 'entropy', title: 'Entropy', source: { of: 'entropy', run } },
    { id: 'film', title: 'Film of the search', source: { of: 'film', run, mode: 'softmax' } },
  ];
}

function figuresOfCell(cell: SourceCell | undefined): readonly Offer[] {
  if (cell === undefined) return [];
  const { title, genotype } = cell;
  return (['colour', 'paper'] as const).map((style) => ({
    id: style === 'colour' ? 'cell' : 'cell-paper',
    title: style === 'colour' ? 'Cell in colour' : 'Cell as in papers',
    source: { of: 'genotype', title, genotype, style },
  }));
}

/** What is to be chosen so that a figure is offered again. */
export interface Selection {
  readonly runs: readonly string[];
  readonly cells: readonly SourceCell[];
  readonly details: Partial<FigureDetails>;
}

/** What a figure was made of. */
export function selectionOf(source: FigureSource): Selection {
  if (source.of === 'genotype') return { runs: [], cells: [source], details: {} };
  if (source.of === 'cells') {
    const runs = source.cells.flatMap((cell) => ('run' in cell ? [cell.run] : []));
    return { runs, cells: source.cells.flatMap((cell) => ('run' in cell ? [] : [cell])), details: {} };
  }
  if (source.of === 'edge') {
    const { run, cell, row, mode } = source;
    return { runs: [run], cells: [], details: { edge: { cell, row, mode } } };
  }
  if (source.of === 'table') {
    const { runs, isGrouped, columns } = source;
    return { runs, cells: [], details: { table: { isGrouped, columns } } };
  }
  return { runs: 'runs' in source ? source.runs : [source.run], cells: [], details: {} };
}
