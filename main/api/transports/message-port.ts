import { z } from 'zod';
import type { Api } from '../handlers/api.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';

/** A process's channel to the one that started it, with what is needed of it (`process` itself fits). */
export interface ParentChannel {
  send?(message: unknown): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  off(event: 'message' | 'disconnect', listener: (message: unknown) => void): unknown;
}

/** One message for one of the windows that share the channel, or the end of a window. */
const portMessageSchema = z.union([
  z.strictObject({ port: z.int().min(0), message: z.unknown() }),
  z.strictObject({ port: z.int().min(0), closed: z.literal(true) }),
]);

/** What the host tells the shell once, when it is ready to be asked. */
export interface ReadyMessage {
  readonly ready: true;
}

/** Serves until it is ended. */
export interface MessagePortServer {
  close(): void;
}

/**
 * Serves the windows of the shell that started this process: every window has a numbered port on the one channel.
 *
 * @param onDisconnect - called when the shell has gone
 */
export function serveMessagePort(
  api: Api,
  channel: ParentChannel,
  onDisconnect: () => void,
): MessagePortServer {
  const connections = new Map<number, Connection>();
  const connectionOf = (port: number): Connection => {
    const known = connections.get(port);
    if (known !== undefined) return known;
    const opened = openConnection(api, (message) => void channel.send?.({ port, message }));
    connections.set(port, opened);
    return opened;
  };
  const receive = (message: unknown): void => {
    const parsed = portMessageSchema.safeParse(message);
    // Others may use the channel as well; what is not for us is not ours to answer.
    if (!parsed.success) return;
    const { port } = parsed.data;
    if ('closed' in parsed.data) {
      connections.get(port)?.close();
      connections.delete(port);
    } else connectionOf(port).receive(parsed.data.message);
  };
  const close = (): void => {
    channel.off('message', receive);
    channel.off('disconnect', disconnected);
    for (const connection of connections.values()) connection.close();
    connections.clear();
  };
  const disconnected = (): void => {
    close();
    onDisconnect();
  };
  channel.on('message', receive);
  channel.on('disconnect', disconnected);
  channel.send?.({ ready: true } satisfies ReadyMessage);
  return { close };
}
