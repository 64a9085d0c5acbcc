import { useLocalStorage, usePreferred } from './browser.ts';
import { defineStore } from 'pinia';
import { computed, watchEffect } from 'vue';

/** What the person chose; `system` follows the desktop. */
export const THEME_CHOICES = ['system', 'light', 'dark', 'contrast'] as const;

/** A choice of theme. */
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** How the workbench looks. Charts redraw when `theme` changes. */
export const useAppearance = defineStore('appearance', () => {
  const choice = useLocalStorage<ThemeChoice>('dartboard.theme', 'system', THEME_CHOICES);
  const isDark = usePreferred('(prefers-color-scheme: dark)');
  const isContrast = usePreferred('(prefers-contrast: more)');
  const theme = computed(() => {
    if (choice.value !== 'system') return choice.value;
    if (isContrast.value) return 'contrast';
    return isDark.value ? 'dark' : 'light';
  });
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
  return { choice, theme };
});
