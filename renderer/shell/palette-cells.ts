import { shallowRef, watch } from 'vue';
import type { PublishedGenotype, PublishedRecurrent } from '../../main/spaces/index.ts';
import { usePaletteItems } from '../commands/palette-items.ts';
import type { PaletteItem } from '../commands/palette-items.ts';
import { useNavigation } from '../stores/navigation.ts';
import { useSurfaces } from './surfaces.ts';

type PublishedCell = Pick<PublishedGenotype | PublishedRecurrent, 'name' | 'aliases' | 'source'>;

/** Lets the palette find the published cells. They are fetched when it is first opened. */
export function usePaletteCells(): void {
  const surfaces = useSurfaces();
  const navigation = useNavigation();
  const published = shallowRef<readonly PublishedCell[]>([]);
  watch(
    () => surfaces.open === 'palette' && published.value.length === 0,
    async (isWanted) => {
      if (!isWanted) return;
      const { PUBLISHED, PUBLISHED_RECURRENT } = await import('../../main/spaces/index.ts');
      published.value = [...PUBLISHED, ...PUBLISHED_RECURRENT];
    },
  );
  usePaletteItems(() =>
    published.value.map(({ name, aliases, source }): PaletteItem => ({
      id: `cell.${name}`,
      title: name,
      detail: ['published cell', ...aliases, source.paper].join(' · '),
      icon: 'cells',
      run: () => navigation.go('cells', { edit: { genotype: name, title: name, search: null } }),
    })),
  );
}
