import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ConnectionState } from '../../main/api/client.ts';
import type { HostInfo } from '../../main/api/contract.ts';
import { useClient } from './client.ts';
import { sentenceOf } from './problems.ts';

/** The host behind this page: what it is, and whether it can be reached. */
export const useHost = defineStore('host', () => {
  const client = useClient();
  const info = shallowRef<HostInfo | null>(null);
  const connection = ref<ConnectionState>('connecting');
  const problem = ref<string | null>(null);

  const load = async (): Promise<void> => {
    try {
      info.value = await client.call('host.info', {});
      problem.value = null;
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
    }
  };
  client.onState((state) => {
    connection.value = state;
    // A host that was started again may be another version on another device.
    if (state === 'open') void load();
  });
  void load();
  return { info, connection, problem };
});
