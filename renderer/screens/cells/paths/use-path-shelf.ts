/** Every path that can be opened: one's own, the published ones, those of searches. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import {
  editedCellFromFile,
  isPath,
  PUBLISHED_PATHS,
  readArchitectureText,
  spaceAround,
} from '../../../../main/spaces/index.ts';
import type { Architecture, ChannelPath } from '../../../../main/spaces/index.ts';
import { channelsAlong } from '../../../hypercuboid/ways.ts';
import type { OfferedCell } from '../../../stores/navigation.ts';
import { useRuns } from '../../../stores/runs.ts';
import { ago } from '../../../ui/format.ts';
import type { BegunCell, Draft } from '../use-draft.ts';
import type { ShelfGroup, ShelfItem } from '../use-shelf.ts';
import { PATH_MEANING } from './use-path-editor.ts';

/** The path that the editor can show; a sentence: why it cannot. */
export function shownPath(found: Architecture): ChannelPath | string {
  if (!isPath(found)) return 'This is no path through a hypercuboid: the other views show it.';
  if (spaceAround(found) !== null) return found;
  return 'This path has operations of a space of its own, which cannot be edited here; the screen of its search shows it.';
}

function ready(title: string, found: Architecture): BegunCell<ChannelPath> {
  const genotype = shownPath(found);
  if (typeof genotype === 'string') throw new Error(genotype);
  return { title, genotype, meaning: PATH_MEANING };
}

/** What somebody hands over, as a path. @throws where the text is none that can be shown */
export const pathOffer = ({ genotype, title }: OfferedCell): BegunCell<ChannelPath> =>
  ready(title || 'Path', readArchitectureText(genotype));

/** `MULTI_CHANNEL_MAX_W_PATH` as the shelf has room for it. */
function shelfTitle(name: string): string {
  const words = name
    .replace(/^MULTI_CHANNEL_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace('max w', 'Max-W');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const PUBLISHED_ITEMS = PUBLISHED_PATHS.map(({ name, path }): ShelfItem<ChannelPath> => ({
  key: `published:${name}`,
  title: shelfTitle(name),
  note: channelsAlong(path),
  own: null,
  load: () => Promise.resolve(ready(name, path)),
}));

/** The shelf beside a draft. */
export function usePathShelf(draft: Draft<ChannelPath>): ComputedRef<readonly ShelfGroup<ChannelPath>[]> {
  const runs = useRuns();
  return computed(() => [
    {
      title: 'My paths',
      none: 'Edit any path and it is kept here.',
      items: (draft.list.value?.cells ?? []).flatMap(({ id, title, changedAt, genotype: file }) => {
        const genotype = editedCellFromFile(file);
        if (!isPath(genotype)) return [];
        const load = (): Promise<BegunCell<ChannelPath>> => Promise.resolve(ready(title, genotype));
        return [{ key: `own:${id}`, title, note: ago(changedAt, Date.now()), own: id, load }];
      }),
    },
    { title: 'Published', items: PUBLISHED_ITEMS },
    {
      title: 'From searches',
      items: runs.runs.flatMap(({ run, title, seed, state, result }) => {
        if (state !== 'finished' || result?.kind !== 'search' || !isPath(result.genotype)) return [];
        const { genotype } = result;
        // One of a space of its own says why it is not shown when it is opened.
        const load = async (): Promise<BegunCell<ChannelPath>> => ready(title, genotype);
        return [{ key: `run:${run}`, title, note: `seed ${seed}`, own: null, load }];
      }),
    },
  ]);
}
