import type { FigureSource, ListedRun } from '../../../main/api/contract.ts';

/** A figure that can be made of what is chosen. */
export interface Offer {
  readonly id: string;
  readonly title: string;
  readonly source: FigureSource;
}

const RESULTS = ['error', 'parameters', 'macs', 'hours'] as const;

/** All figures of some runs. */
export function figuresOfRuns(runs: readonly ListedRun[]): readonly Offer[] {
  const names = runs.map(({ run }) => run);
  const only = runs.length === 1 ? runs[0] : undefined;
  if (names.length === 0) return [];
  const ofAll: readonly Offer[] = [
    { id: 'loss', title: 'Loss', source: { of: 'curves', runs: names, measure: 'loss' } },
    { id: 'accuracy', title: 'Accuracy', source: { of: 'curves', runs: names, measure: 'accuracy' } },
  ];
  const ofOne = only === undefined ? [] : figuresOfRun(only);
  const trained = runs.some(({ kind }) => kind === 'train');
  const results: readonly Offer[] = trained
    ? [
        {
          id: 'table',
          title: 'Table of results',
          source: { of: 'table', runs: names, isGrouped: true, columns: [...RESULTS] },
        },
        {
          id: 'scatter-parameters',
          title: 'Error over parameters',
          source: { of: 'scatter', runs: names, x: 'parameters' },
        },
        { id: 'scatter-hours', title: 'Error over time', source: { of: 'scatter', runs: names, x: 'hours' } },
      ]
    : [];
  return [...ofAll, ...ofOne, ...results];
}

function figuresOfRun({ run, kind }: ListedRun): readonly Offer[] {
  const cell = (style: 'colour' | 'paper'): FigureSource => ({ of: 'cell', run, epoch: null, style });
  const cells: readonly Offer[] = [
    { id: 'cell', title: 'Cell in colour', source: cell('colour') },
    { id: 'cell-paper', title: 'Cell as in papers', source: cell('paper') },
  ];
  if (kind === 'train') return cells;
  return [
    ...cells,
    { id: 'alphas', title: 'Alphas, softmax', source: { of: 'alphas', run, epoch: null, mode: 'softmax' } },
    { id: 'alphas-raw', title: 'Alphas, raw', source: { of: 'alphas', run, epoch: null, mode: 'raw' } },
    { id: 'entropy', title: 'Entropy', source: { of: 'entropy', run } },
    { id: 'film', title: 'Film of the search', source: { of: 'film', run, mode: 'softmax' } },
  ];
}

/** All figures of a cell. */
export function figuresOfCell({
  title,
  genotype,
}: {
  readonly title: string;
  readonly genotype: string;
}): readonly Offer[] {
  return (['colour', 'paper'] as const).map((style) => ({
    id: style === 'colour' ? 'cell' : 'cell-paper',
    title: style === 'colour' ? 'Cell in colour' : 'Cell as in papers',
    source: { of: 'genotype', title, genotype, style },
  }));
}
