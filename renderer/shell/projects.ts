import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { ProjectChoice, ProjectList } from '../../main/api/contract.ts';
import { useDesktop } from '../desktop/desktop.ts';
import { sentenceOf } from '../stores/problems.ts';
import { useHost } from '../stores/host.ts';
import { useNotices } from './notices.ts';

/** The project that is open, and those that were. */
export const useProjects = defineStore('projects', () => {
  const { shell } = useDesktop();
  const host = useHost();
  const list = shallowRef<ProjectList>({ current: null, recent: [] });
  const notices = useNotices();
  const folder = computed(() => host.info?.dataFolder ?? null);
  watch(
    folder,
    async () => {
      if (shell !== null) list.value = await shell.projects();
    },
    { immediate: true },
  );
  return {
    list,
    folder,
    /** What a person calls it: its folder's name; null: not known yet. */
    name: computed(() => folder.value?.split(/[/\\]/).filter(Boolean).at(-1) ?? null),
    open: async (choice: ProjectChoice): Promise<void> => {
      if (shell === null) return;
      try {
        await shell.openProject(choice);
      } catch (thrown) {
        notices.tell({ title: 'The project was not opened', text: sentenceOf(thrown), tone: 'warn' });
      }
    },
  };
});
