import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createClient, portTransport } from '../main/api/client.ts';
import type { Client } from '../main/api/client.ts';

/** The host: a process of its own, because TensorFlow must never load in this one. */
export interface HostProcess {
  /** The shell's own client. */
  readonly client: Client;
  /** Hands a window's message over; anything but the host's own answer comes back under the same port. */
  send(port: number, message: unknown): void;
  /** The window is gone: the host forgets what it asked for. */
  closePort(port: number): void;
  onMessage(listener: (port: number, message: unknown) => void): void;
  /** Called once, with the exit code; null if a signal ended it. */
  onEnd(listener: (code: number | null) => void): void;
  /** Lets go of the host, which then ends; its trainers go on. */
  disconnect(): void;
}

/** What the host is started with. */
export interface HostOptions {
  /** The bundled command line. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The shell itself is a client too; windows have the number of their contents, which begins at 1. */
const OWN_PORT = 0;

/** Starts the host. What it says goes to the terminal that started us. */
export function startHost({ entry, args, env }: HostOptions): HostProcess {
  const { DARTBOARD_NODE: node, ...rest } = env;
  const child = fork(entry, [...args], {
    // Any Node.js will do; without one, this very program is told to be one.
    execPath: node ?? process.execPath,
    execArgv: [],
    env: node === undefined ? { ...rest, ELECTRON_RUN_AS_NODE: '1' } : rest,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let onWindowMessage: (port: number, message: unknown) => void = () => undefined;
  let onOwnMessage: (message: unknown) => void = () => undefined;
  const send = (message: object): void => {
    if (child.connected) child.send(message);
  };
  child.on('message', (message) => {
    if (typeof message !== 'object' || !('port' in message) || !('message' in message)) return;
    const { port } = message;
    if (port === OWN_PORT) onOwnMessage(message.message);
    else if (typeof port === 'number') onWindowMessage(port, message.message);
  });
  const transport = portTransport({
    send: (message) => send({ port: OWN_PORT, message }),
    onMessage: (listener) => (onOwnMessage = listener),
    onClose: (listener) => void child.once('disconnect', listener),
    close: () => child.disconnect(),
  });
  return {
    client: createClient(transport),
    send: (port, message) => send({ port, message }),
    closePort: (port) => send({ port, closed: true }),
    onMessage: (listener) => (onWindowMessage = listener),
    onEnd: (listener) => whenEnded(child, listener),
    disconnect: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function whenEnded(child: ChildProcess, listener: (code: number | null) => void): void {
  let told = false;
  const tell = (code: number | null): void => {
    if (told) return;
    told = true;
    listener(code);
  };
  child.once('exit', (code) => tell(code));
  child.once('error', () => tell(1));
}
