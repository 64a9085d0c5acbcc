/** How the table is looked at: what a person arranged, which outlives the page. */
import { COLUMNS, USUAL_COLUMNS } from './columns.ts';

/** An arrangement of the table. */
export interface TableView {
  readonly query: string;
  /** The id of the column that it is sorted by. */
  readonly sort: string;
  readonly descending: boolean;
  /** Ids of the columns that are shown, in their order. */
  readonly columns: readonly string[];
  /** In pixels, of columns that are not as wide as usual. */
  readonly widths: Readonly<Record<string, number>>;
  /** Whether runs that differ in nothing but their seed stand together. */
  readonly isGrouped: boolean;
  /** Whether columns in which all runs are equal are left out. */
  readonly onlyDiffering: boolean;
  /** Whether the settings in which runs differ are columns. */
  readonly withSettings: boolean;
}

/** An arrangement under a name. */
export interface SavedView {
  readonly name: string;
  readonly view: TableView;
}

/** Until somebody arranges it otherwise. */
export const USUAL_VIEW: TableView = {
  query: '',
  sort: 'started',
  descending: true,
  columns: USUAL_COLUMNS,
  widths: {},
  isGrouped: false,
  onlyDiffering: false,
  withSettings: false,
};

/** What somebody who is new to the table may want to see. */
export const OFFERED_VIEWS: readonly SavedView[] = [
  { name: 'All runs', view: USUAL_VIEW },
  { name: 'Best trainings', view: { ...USUAL_VIEW, query: 'kind:train state:finished', sort: 'test' } },
  {
    name: 'Language models',
    view: {
      ...USUAL_VIEW,
      query: 'perplexity>0',
      sort: 'perplexity',
      descending: false,
      columns: USUAL_COLUMNS.flatMap((id) => {
        if (id === 'test') return ['perplexity', 'lastPerplexity', 'loss'];
        return id === 'best' || id === 'last' ? [] : [id];
      }),
    },
  },
  { name: 'Seeds together', view: { ...USUAL_VIEW, query: 'state:finished', isGrouped: true } },
  { name: 'Starred', view: { ...USUAL_VIEW, query: 'is:starred' } },
  { name: 'Need somebody', view: { ...USUAL_VIEW, query: 'state:failed,lost,stopped' } },
];

const LEAST_WIDTH = 44;
const MOST_WIDTH = 800;

/** A width as a column may have it. */
export const asWidth = (pixels: number): number =>
  Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, pixels)));

/** The arrangement that was kept; what of it is not understood is as usual. */
export function viewOf(kept: unknown): TableView {
  if (!isTree(kept)) return USUAL_VIEW;
  const { query, sort, descending, columns, widths } = kept;
  const known = Array.isArray(columns)
    ? columns.filter((id) => COLUMNS.some((column) => column.id === id))
    : [];
  return {
    query: typeof query === 'string' ? query.slice(0, 1000) : '',
    sort: typeof sort === 'string' ? sort : USUAL_VIEW.sort,
    descending: typeof descending === 'boolean' ? descending : USUAL_VIEW.descending,
    columns: known.length > 0 ? [...new Set(known.map(String))] : USUAL_VIEW.columns,
    widths: isTree(widths) ? widthsOf(widths) : {},
    isGrouped: kept['isGrouped'] === true,
    onlyDiffering: kept['onlyDiffering'] === true,
    withSettings: kept['withSettings'] === true,
  };
}

/** The saved views that were kept. */
export function savedViewsOf(kept: unknown): readonly SavedView[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one: unknown): SavedView[] => {
    if (!isTree(one) || typeof one['name'] !== 'string') return [];
    const name = one['name'].trim().slice(0, 100);
    return name === '' ? [] : [{ name, view: viewOf(one['view']) }];
  });
}

/** What a text in JSON says; null where it is none. */
export function parsedJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    // It was written by something else, or cut off: everything is as usual then.
    return null;
  }
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function widthsOf(widths: Readonly<Record<string, unknown>>): TableView['widths'] {
  const sound = Object.entries(widths).flatMap(([id, width]) =>
    typeof width === 'number' && Number.isFinite(width) ? [[id, asWidth(width)] as const] : [],
  );
  return Object.fromEntries(sound);
}
