import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { NoticeWishes } from '../../main/api/contract.ts';
import { useLocalStorage } from '../stores/browser.ts';

const SWITCH = ['on', 'off'] as const;

/** The settings of the workbench that are not its theme and its shortcuts. */
export const usePreferences = defineStore('preferences', () => {
  const finished = useLocalStorage('dartboard.notice.finished', 'on', SWITCH);
  const failed = useLocalStorage('dartboard.notice.failed', 'on', SWITCH);
  const alarm = useLocalStorage('dartboard.notice.alarm', 'on', SWITCH);
  const tour = useLocalStorage('dartboard.tour', 'new', ['new', 'ended'] as const);
  return {
    finished,
    failed,
    alarm,
    tour,
    wishes: computed<NoticeWishes>(() => ({
      finished: finished.value === 'on',
      failed: failed.value === 'on',
      alarm: alarm.value === 'on',
    })),
  };
});
