/** Every cell that can be opened or compared with: one's own and their versions, the published ones, those of searches. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { genotypeFromFile, PUBLISHED, referenceTo } from '../../../main/spaces/index.ts';
import type { Genotype } from '../../../main/spaces/index.ts';
import { useClient } from '../../stores/client.ts';
import type { OfferedCell } from '../../stores/navigation.ts';
import { useRuns } from '../../stores/runs.ts';
import { ago } from '../../ui/format.ts';
import { isTable, meaningOfSpace } from './rules.ts';
import type { CellMeaning } from './rules.ts';
import { genotypeIn } from './text.ts';
import type { Draft } from './use-draft.ts';

/** A cell, ready to be shown. */
export interface ReadyCell {
  readonly title: string;
  readonly genotype: Genotype;
  readonly meaning: CellMeaning;
}

/** A cell on the shelf. */
export interface ShelfItem {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  /** Of one's own. */
  readonly own: string | null;
  load(): Promise<ReadyCell>;
}

/** Cells of one origin. */
export interface ShelfGroup {
  readonly title: string;
  readonly items: readonly ShelfItem[];
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
  const ofSearch = async (run: string, title: string): Promise<ReadyCell> => {
    const { genotype, space } = await client.call('runs.get', { run });
    if (genotype === null) throw new Error(`${title} has derived no cell.`);
    return {
      title,
      genotype,
      meaning: space === null ? { ops: 'darts', space: null } : meaningOfSpace(space, referenceTo(space)),
    };
  };
  const groups = computed((): readonly ShelfGroup[] => [
    {
      title: 'My cells',
      items: (draft.list.value?.cells ?? []).map(({ id, title, changedAt, meaning, genotype }) => ({
        key: `own:${id}`,
        title,
        note: ago(changedAt, Date.now()),
        own: id,
        load: async () => ({ title, genotype: genotypeFromFile(genotype), meaning: meaningOf(meaning) }),
      })),
    },
    {
      title: 'Published',
      items: PUBLISHED.map(({ name, genotype, ops, space, source }) => ({
        key: `published:${name}`,
        title: name,
        note: `${source.paper}, arXiv:${source.arxiv}`,
        own: null,
        load: async () => ({ title: name, genotype, meaning: { ops, space } }),
      })),
    },
    {
      title: 'From searches',
      items: runs.runs
        .filter(({ kind, state }) => kind === 'search' && state === 'finished')
        .map(({ run, title, seed }) => ({
          key: `run:${run}`,
          title,
          note: `seed ${seed}`,
          own: null,
          load: () => ofSearch(run, title),
        })),
    },
  ]);
  const versions = computed((): ShelfGroup => ({
    title: 'Versions',
    items: (draft.list.value?.cells ?? []).flatMap((cell) =>
      cell.versions.map(({ id, title, genotype, at }) => ({
        key: `version:${cell.id}:${id}`,
        title: `${cell.title}: ${title}`,
        note: ago(at, Date.now()),
        own: null,
        load: async () => ({
          title: `${cell.title}: ${title}`,
          genotype: genotypeFromFile(genotype),
          meaning: meaningOf(cell.meaning),
        }),
      })),
    ),
  }));
  return {
    groups,
    versions,
    fromOffer: async ({ genotype: text, title, search }) => {
      let wished: CellMeaning = { ops: 'darts', space: 'darts' };
      if (search !== null) {
        const { space } = await client.call('runs.get', { run: search.run });
        if (space !== null) wished = meaningOfSpace(space, referenceTo(space));
      }
      const read = genotypeIn(text, wished);
      if ('problem' in read) throw new Error(read.problem);
      return { title: title || read.title || 'Cell', genotype: read.genotype, meaning: read.meaning };
    },
  };
}

function meaningOf({
  ops,
  space,
}: {
  readonly ops: string;
  readonly space: CellMeaning['space'];
}): CellMeaning {
  return { ops: isTable(ops) ? ops : 'darts', space };
}
