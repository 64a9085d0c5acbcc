/** Every cell that can be opened or compared with: one's own and their versions, the published ones, those of searches. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import {
  editedCellFromFile,
  isComplete,
  isPair,
  isPath,
  isRecurrent,
  PUBLISHED,
  referenceTo,
} from '../../../main/spaces/index.ts';
import type { EditedCell, Genotype } from '../../../main/spaces/index.ts';
import type { CellList } from '../../../main/api/contract.ts';
import { useClient } from '../../stores/client.ts';
import type { OfferedCell } from '../../stores/navigation.ts';
import { useRuns } from '../../stores/runs.ts';
import { ago } from '../../ui/format.ts';
import { meaningOfFile, meaningOfSpace } from './rules.ts';
import type { CellMeaning } from './rules.ts';
import { genotypeIn } from './text.ts';
import type { BegunCell, Draft } from './use-draft.ts';

type ListedCell = CellList['cells'][number];

/** The pair of cells of a file. @throws where it holds another kind of architecture */
export function pairFromFile(file: ListedCell['genotype']): Genotype {
  const cell = editedCellFromFile(file);
  if (isPair(cell)) return cell;
  throw new Error(`This is a ${isPath(cell) ? 'path' : 'recurrent cell'}: the view of those shows it.`);
}

/** A pair of cells, ready to be shown. */
export type ReadyCell = BegunCell;

/** A cell on the shelf. */
export interface ShelfItem<C extends EditedCell = Genotype> {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  /** Of one's own. */
  readonly own: string | null;
  load(): Promise<BegunCell<C>>;
}

/** Cells of one origin. */
export interface ShelfGroup<C extends EditedCell = Genotype> {
  readonly title: string;
  /** What is said where it has none; left out: that there is none yet. */
  readonly none?: string;
  readonly items: readonly ShelfItem<C>[];
}

/** The shelf. */
export interface Shelf {
  readonly groups: ComputedRef<readonly ShelfGroup[]>;
  readonly versions: ComputedRef<ShelfGroup>;
  /** @throws where the search is not there, or the text is no cell */
  fromOffer(offer: OfferedCell): Promise<ReadyCell>;
}

/** The shelf beside a draft. */
export function useShelf(draft: Draft): Shelf {
  const client = useClient();
  const runs = useRuns();
  const cells = computed(() =>
    (draft.list.value?.cells ?? []).filter(({ genotype }) => isPair(editedCellFromFile(genotype))),
  );
  const meaningOfRun = async (run: string): Promise<CellMeaning | null> => {
    const { space } = await client.call('runs.get', { run });
    return space === null ? null : meaningOfSpace(space, referenceTo(space));
  };
  const ofSearch = async (run: string, title: string): Promise<ReadyCell> => {
    const { genotype, space } = await client.call('runs.get', { run });
    if (genotype === null) throw new Error(`${title} has derived no cell.`);
    if (isPath(genotype))
      throw new Error(`${title} found a path through a hypercuboid: its screen shows it.`);
    if (isRecurrent(genotype)) {
      throw new Error(`${title} found a recurrent cell: its screen shows it.`);
    }
    if (isComplete(genotype)) {
      throw new Error(`${title} found a cell whose every edge is kept: the view NAS-Bench-201 shows it.`);
    }
    const meaning: CellMeaning =
      space === null ? { ops: 'darts', space: null } : meaningOfSpace(space, referenceTo(space));
    return { title, genotype, meaning };
  };
  const searches = computed(() =>
    runs.runs
      .filter(({ kind, state }) => kind === 'search' && state === 'finished')
      .map(({ run, title, seed }): ShelfItem => ({
        key: `run:${run}`,
        title,
        note: `seed ${seed}`,
        own: null,
        load: () => ofSearch(run, title),
      })),
  );
  return {
    groups: computed(() => [
      { title: 'My cells', none: 'Edit any cell and it is kept here.', items: cells.value.map(ownItem) },
      { title: 'Published', items: PUBLISHED_ITEMS },
      { title: 'From searches', items: searches.value },
    ]),
    versions: computed(() => ({ title: 'Versions', items: cells.value.flatMap(versionItems) })),
    fromOffer: async ({ genotype: text, title, search }) => {
      const ofRun = search === null ? null : await meaningOfRun(search.run);
      const read = genotypeIn(text, ofRun ?? { ops: 'darts', space: 'darts' });
      if ('problem' in read) throw new Error(read.problem);
      return { title: title || read.title || 'Cell', genotype: read.genotype, meaning: read.meaning };
    },
  };
}

const PUBLISHED_ITEMS = PUBLISHED.map(({ name, genotype, ops, space, source }): ShelfItem => ({
  key: `published:${name}`,
  title: name,
  note: `${source.paper}, arXiv:${source.arxiv}`,
  own: null,
  load: () => Promise.resolve({ title: name, genotype, meaning: { ops, space } }),
}));

function ownItem({ id, title, changedAt, meaning, genotype }: ListedCell): ShelfItem {
  return {
    key: `own:${id}`,
    title,
    note: ago(changedAt, Date.now()),
    own: id,
    load: () => Promise.resolve({ title, genotype: pairFromFile(genotype), meaning: meaningOfFile(meaning) }),
  };
}

function versionItems(cell: ListedCell): readonly ShelfItem[] {
  return cell.versions.map((version) => {
    const title = `${cell.title}: ${version.title}`;
    const genotype = pairFromFile(version.genotype);
    return {
      key: `version:${cell.id}:${version.id}`,
      title,
      note: ago(version.at, Date.now()),
      own: null,
      load: () => Promise.resolve({ title, genotype, meaning: meaningOfFile(cell.meaning) }),
    };
  });
}
