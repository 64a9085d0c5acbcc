/** What every editor does with the cells on its shelf: opening, renaming, removing, training them, and taking in what somebody comes with. */
import { computed, onActivated, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { EditedCell } from '../../../main/spaces/index.ts';
import { useNotices } from '../../shell/notices.ts';
import { useNavigation } from '../../stores/navigation.ts';
import type { OfferedCell } from '../../stores/navigation.ts';
import { sentenceOf } from '../../stores/problems.ts';
import type { BegunCell, Draft } from './use-draft.ts';
import type { ShelfItem } from './use-shelf.ts';

/** How an editor's cells are made. */
export interface KeptKind<C extends EditedCell> {
  readonly first: BegunCell<C>;
  /** The key of that on the shelf. */
  readonly firstKey: string;
  /** What a person calls one: `cell`. */
  readonly noun: string;
  /** As text. */
  readonly print: () => string;
  /** What a training is told; left out: the text. */
  readonly trained?: () => string;
}

/** What can be done. */
export interface KeptCells<C extends EditedCell> {
  /** What is open, by its key on the shelf. */
  readonly current: ComputedRef<string | null>;
  readonly problem: Ref<string | null>;
  /** Does something, or tells why it could not be done. */
  attempt(work: () => Promise<void>): Promise<void>;
  open(item: ShelfItem<C>): Promise<void>;
  /** Shows a cell of others. */
  edit(cell: BegunCell<C>): Promise<void>;
  /** What somebody comes with: it goes over what was edited last. */
  readonly take: (load: () => BegunCell<C> | Promise<BegunCell<C>>) => Promise<void>;
  remove(item: ShelfItem<C>): Promise<void>;
  train(): void;
  copyText(): Promise<void>;
}

/** Opens what was edited last. */
export function useKeptCells<C extends EditedCell>(draft: Draft<C>, kind: KeptKind<C>): KeptCells<C> {
  const notices = useNotices();
  const shown = ref<string | null>(kind.firstKey);
  const problem = ref<string | null>(null);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      problem.value = null;
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
    }
  };
  const show = async (cell: BegunCell<C>): Promise<void> => {
    if (await draft.show(cell)) shown.value = null;
  };
  const reopened = draft.reopen();
  onActivated(() => void draft.refresh());
  return {
    current: computed(() => (draft.id.value === null ? shown.value : `own:${draft.id.value}`)),
    problem,
    attempt,
    edit: (cell) => attempt(() => show(cell)),
    take: (load) =>
      attempt(async () => {
        await reopened;
        await show(await load());
      }),
    open: (item) =>
      attempt(async () => {
        const isOpen = item.own === null ? await draft.show(await item.load()) : await draft.open(item.own);
        if (isOpen) shown.value = item.own === null ? item.key : null;
      }),
    remove: async ({ own, title }) => {
      if (own === null || !(await draft.remove(own))) return;
      if (draft.id.value === own) await attempt(() => show(kind.first));
      notices.tell({
        title: `${title} was removed`,
        action: { title: 'Undo', run: () => void draft.restore(own) },
      });
    },
    ...useHandingOver(draft, kind, problem),
  };
}

/** The ways out of an editor. */
function useHandingOver<C extends EditedCell>(
  draft: Draft<C>,
  { noun, print, trained = print }: KeptKind<C>,
  problem: Ref<string | null>,
): Pick<KeptCells<C>, 'train' | 'copyText'> {
  const navigation = useNavigation();
  const notices = useNotices();
  return {
    train: () => {
      navigation.go('train', {
        launch: { genotype: trained(), title: draft.title.value, search: null },
      });
    },
    copyText: async () => {
      try {
        await navigator.clipboard.writeText(print());
        notices.tell({ title: `The ${noun} was copied as text` });
      } catch {
        problem.value = 'The clipboard is closed to this page. Select the text below and copy it.';
      }
    },
  };
}

/** Takes in what is offered, whenever something is. */
export function useOffer<C extends EditedCell>(
  { take }: KeptCells<C>,
  offer: () => OfferedCell | null,
  read: (offer: OfferedCell) => BegunCell<C>,
): void {
  watch(
    offer,
    (offered) => {
      if (offered !== null) void take(() => read(offered));
    },
    { immediate: true },
  );
}
