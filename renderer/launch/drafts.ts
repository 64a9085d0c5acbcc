import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { Ref } from 'vue';
import { readStored, writeStored } from '../stores/browser.ts';
import { restored, UNTOUCHED } from './form.ts';
import type { LaunchFormState, LaunchKind } from './form.ts';

/** What was filled in and not started: it is there again when the dialog is opened again, also after a restart. */
export const useLaunchDrafts = defineStore('launch-drafts', () => {
  const kept = (kind: LaunchKind): Ref<LaunchFormState> => {
    const key = `dartboard.launch.${kind}`;
    const form = ref<LaunchFormState>(restored(readStored(key)));
    watch(form, (next) => writeStored(key, JSON.stringify(next)));
    return form;
  };
  const forms = { search: kept('search'), train: kept('train') };
  return {
    search: forms.search,
    train: forms.train,
    change: (kind: LaunchKind, next: LaunchFormState): void => {
      forms[kind].value = next;
    },
    /** After a start, or when a person begins anew. */
    forget: (kind: LaunchKind, kept: Partial<LaunchFormState> = {}): void => {
      forms[kind].value = { ...UNTOUCHED, ...kept };
    },
  };
});
