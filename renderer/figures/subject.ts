/** What a figure can be made of. Whoever shows a picture hands one of these over; the figures' room knows how each becomes a file. */
import type {
  Architecture,
  CellKind,
  CuboidValues,
  HyperCuboid,
  SearchSpace,
} from '../../main/spaces/index.ts';
import type { ChartContent } from '../charts/options.ts';
import type { ScatterContent } from '../charts/scatter.ts';
import type { AlphaMode, AlphaTable } from '../run-view/alphas.ts';
import type { CandidateTable } from '../run-view/importance.ts';
import type { AlphaFrame } from '../stores/run-log.ts';

/** Curves over steps, as a chart shows them. Their columns are whole: a figure leaves out only what its size cannot show. */
export interface ChartSubject {
  readonly kind: 'chart';
  readonly title: string;
  readonly content: ChartContent;
  /** What y is, with its unit: `Loss (nats)`. */
  readonly labelY?: string;
}

/** Points in a plane, and the front of the best. */
export interface ScatterSubject {
  readonly kind: 'scatter';
  readonly title: string;
  readonly content: ScatterContent;
}

/** A cell with the name that stands over it. */
export interface NamedCell {
  readonly title: string;
  readonly genotype: Architecture;
  /** All that it has unless said otherwise. */
  readonly kinds?: readonly CellKind[];
  /** Shares of each edge and primitive; edges are then as thick as theirs. */
  readonly mixtures?: Readonly<Record<CellKind, AlphaTable>>;
}

/** Cells as graphs. */
export interface CellsSubject {
  readonly kind: 'cells';
  readonly title: string;
  readonly cells: readonly NamedCell[];
  /** `colour`: by the family of the operation; `paper`: black lines, as in the papers. */
  readonly style: 'colour' | 'paper';
  /** Where the primitives are from; null: the published ones. */
  readonly space?: SearchSpace | null;
}

/** The alphas of one moment, or the importance of what is left then. */
export interface AlphasSubject {
  readonly kind: 'alphas';
  readonly title: string;
  readonly space: SearchSpace;
  readonly values: Readonly<Record<CellKind, AlphaTable>>;
  readonly mode: AlphaMode;
  /** The ends of the colours; absent: those of the values. */
  readonly domain?: readonly [number, number];
  /** Of a search that removes candidates: which, and when. */
  readonly candidates?: Readonly<Record<CellKind, CandidateTable>>;
}

/** A hypercuboid as a layered graph, with a path on top. */
export interface HyperCuboidSubject {
  readonly kind: 'hypercuboid';
  readonly title: string;
  readonly space: HyperCuboid;
  /** Shares of each stage; null: nothing was learnt. */
  readonly weights: CuboidValues | null;
  readonly path: Architecture | null;
}

/** The alphas and both cells over the epochs of a search. */
export interface FilmSubject {
  readonly kind: 'film';
  readonly title: string;
  readonly space: SearchSpace;
  readonly frames: readonly AlphaFrame[];
  readonly mode: AlphaMode;
}

/** How often each class was taken for each: counts[truth][prediction]. */
export interface MatrixSubject {
  readonly kind: 'matrix';
  readonly title: string;
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** A mean over seeds. */
export interface MeanValue {
  readonly mean: number;
  /** Sample standard deviation; null of a single run. */
  readonly std: number | null;
  readonly n: number;
  /** Runs of its row, where some of them have no value. */
  readonly of?: number;
}

/** What stands in a field of a table. */
export type TableValue = string | number | MeanValue | null;

/** A column of a table. */
export interface TableColumn {
  readonly id: string;
  readonly title: string;
  /** `%`, `M`, `h`; empty: none. */
  readonly unit: string;
  readonly digits: number;
  /** Which value is set in bold; null: none. */
  readonly best: 'lowest' | 'highest' | null;
}

/** Results as a table: a run or a group of seeds a row. */
export interface TableSubject {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly { readonly title: string; readonly values: readonly TableValue[] }[];
}

/** What a figure is made of. */
export type FigureSubject =
  | ChartSubject
  | ScatterSubject
  | CellsSubject
  | HyperCuboidSubject
  | AlphasSubject
  | FilmSubject
  | MatrixSubject
  | TableSubject;

/** The kinds of subjects. */
export type FigureKind = FigureSubject['kind'];
