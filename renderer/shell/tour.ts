/** A short tour of the workbench: offered once, ended by Escape, and in the Help menu for ever after. */
import type { Station } from './tour-drive.ts';
import { defineStore } from 'pinia';
import { useNavigation } from '../stores/navigation.ts';
import { usePreferred } from '../stores/browser.ts';
import { usePreferences } from './preferences.ts';

const STATIONS: readonly Station[] = [
  {
    at: '.rail-screens',
    title: 'Six screens, in the order of the work',
    text: 'Data to learn from, cells to edit by hand, searches, final trainings, all runs, and figures for the paper.',
  },
  {
    at: 'main',
    title: 'A search you can watch',
    text: 'The sample project searches a small network on this machine: losses, the alphas of every edge, and the two cells as they would be derived now.',
  },
  {
    at: 'aside',
    title: 'The inspector explains what you select',
    text: 'Select an edge or an alpha, by mouse or by arrow keys. Its border can be dragged, and it remembers.',
  },
  {
    at: 'footer',
    title: 'The truth in one line',
    text: 'The device in use and, where it is no GPU, why; the running job, seconds per step, the time left. Click the job to go to it.',
  },
  {
    at: '.rail-tools',
    title: 'Everything by its name',
    text: 'Ctrl+K (Cmd+K on a Mac) finds every command, run and cell; F1 lists all shortcuts, and they can be changed.',
  },
];

/** The tour. */
export const useTour = defineStore('tour', () => {
  const preferences = usePreferences();
  const navigation = useNavigation();
  const isCalm = usePreferred('(prefers-reduced-motion: reduce)');
  const start = async (): Promise<void> => {
    navigation.go('search');
    const { drive } = await import('./tour-drive.ts');
    drive(STATIONS, { isCalm: isCalm.value, onEnd: () => (preferences.tour = 'ended') });
  };
  return {
    start,
    /** Not again. */
    decline: (): void => void (preferences.tour = 'ended'),
    isNew: (): boolean => preferences.tour === 'new',
  };
});
