import { inject } from 'vue';
import type { InjectionKey } from 'vue';
import type { Client } from '../../main/api/client.ts';

/** Under this key the application provides its client. */
export const CLIENT: InjectionKey<Client> = Symbol('client');

/** The client of this application's host. */
export function useClient(): Client {
  const client = inject(CLIENT);
  if (client === undefined) throw new Error('internal: the application provides a client');
  return client;
}
