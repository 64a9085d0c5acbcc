/** Every recurrent cell that can be opened: one's own, the published ones, those of searches. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import {
  editedCellFromFile,
  isRecurrent,
  PUBLISHED_RECURRENT,
  readArchitectureText,
} from '../../../../main/spaces/index.ts';
import type { Architecture, RecurrentGenotype } from '../../../../main/spaces/index.ts';
import type { OfferedCell } from '../../../stores/navigation.ts';
import { useRuns } from '../../../stores/runs.ts';
import { ago } from '../../../ui/format.ts';
import type { BegunCell, Draft } from '../use-draft.ts';
import type { ShelfGroup, ShelfItem } from '../use-shelf.ts';
import { RECURRENT_MEANING } from './use-recurrent-editor.ts';

/** A recurrent cell, ready to be shown. */
export type ReadyRecurrent = BegunCell<RecurrentGenotype>;

/** @throws where it is a cell of another kind */
function ready(title: string, genotype: Architecture): ReadyRecurrent {
  if (isRecurrent(genotype)) return { title, genotype, meaning: RECURRENT_MEANING };
  throw new Error(`${title} is no recurrent cell.`);
}

/** What somebody hands over, as a cell. @throws where the text is no recurrent cell */
export const recurrentOffer = ({ genotype, title }: OfferedCell): ReadyRecurrent =>
  ready(title || 'Cell', readArchitectureText(genotype));

const PUBLISHED_ITEMS = PUBLISHED_RECURRENT.map(
  ({ name, genotype, source }): ShelfItem<RecurrentGenotype> => ({
    key: `published:${name}`,
    title: name,
    note: `${source.paper}, arXiv:${source.arxiv}`,
    own: null,
    load: () => Promise.resolve(ready(name, genotype)),
  }),
);

/** The shelf beside a draft. */
export function useRecurrentShelf(
  draft: Draft<RecurrentGenotype>,
): ComputedRef<readonly ShelfGroup<RecurrentGenotype>[]> {
  const runs = useRuns();
  return computed(() => [
    {
      title: 'My cells',
      none: 'Edit any cell and it is kept here.',
      items: (draft.list.value?.cells ?? []).flatMap(({ id, title, changedAt, genotype: file }) => {
        const genotype = editedCellFromFile(file);
        if (!isRecurrent(genotype)) return [];
        const load = (): Promise<ReadyRecurrent> => Promise.resolve(ready(title, genotype));
        return [{ key: `own:${id}`, title, note: ago(changedAt, Date.now()), own: id, load }];
      }),
    },
    { title: 'Published', items: PUBLISHED_ITEMS },
    {
      title: 'From searches',
      items: runs.runs.flatMap(({ run, title, seed, state, result }) => {
        if (state !== 'finished' || result?.kind !== 'search' || !isRecurrent(result.genotype)) return [];
        const { genotype } = result;
        const load = (): Promise<ReadyRecurrent> => Promise.resolve(ready(title, genotype));
        return [{ key: `run:${run}`, title, note: `seed ${seed}`, own: null, load }];
      }),
    },
  ]);
}
