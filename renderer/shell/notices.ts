/** Short news that nobody has to act upon. What went wrong stands where it went wrong instead. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** What is told. */
export interface News {
  readonly title: string;
  readonly text?: string;
  /** Absent: calm. */
  readonly tone?: 'calm' | 'good' | 'warn';
  readonly action?: { readonly title: string; run(): void | Promise<void> };
}

/** News on the page. */
export interface Notice extends News {
  readonly id: number;
}

/** More than these at once are not read. */
const MOST = 4;

/** The news that are shown now, the oldest first. */
export const useNotices = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([]);
  let told = 0;
  const close = (id: number): void => {
    notices.value = notices.value.filter((notice) => notice.id !== id);
  };
  return {
    notices,
    close,
    /** Shows it for a while. The same news are not shown twice at once. */
    tell: (news: News): void => {
      told += 1;
      const others = notices.value.filter(({ title, text }) => title !== news.title || text !== news.text);
      notices.value = [...others, { ...news, id: told }].slice(-MOST);
    },
  };
});
