import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createClient, portTransport } from '../main/api/client.ts';
import type { Client, PortState } from '../main/api/client.ts';
import { createRestarts } from './restarts.ts';

/**
 * The host: a process of its own, because TensorFlow must never load in this one. If it dies it is started again, and finds the runs
 * that went on without it.
 */
export interface HostProcess {
  /** The shell's own client. */
  readonly client: Client;
  /** Hands a window's message over; anything but the host's own answer comes back under the same port. */
  send(port: number, message: unknown): void;
  /** The window is gone: the host forgets what it asked for. */
  closePort(port: number): void;
  onMessage(listener: (port: number, message: unknown) => void): void;
  /** Whether it can be reached: `lost` while it is started again, `closed` for good. */
  state(): PortState;
  onState(listener: (state: PortState) => void): void;
  /** Called once, when it has ended for good, with the exit code; null if a signal ended it. */
  onEnd(listener: (code: number | null) => void): void;
  /** Lets go of the host, which then ends; its trainers go on. */
  disconnect(): void;
}

/** What the host is started with. */
export interface HostOptions {
  /** The bundled command line. */
  readonly entry: string;
  readonly args: readonly string[];
  /** What it is started with after it died; null: that was its end. */
  readonly argsAgain: readonly string[] | null;
  readonly env: NodeJS.ProcessEnv;
}

/** The shell itself is a client too; windows have the number of their contents, which begins at 1. */
const OWN_PORT = 0;

/** Starts the host. What it says goes to the terminal that started us. */
export function startHost(options: HostOptions): HostProcess {
  return new Host(options);
}

class Host implements HostProcess {
  readonly client: Client;
  readonly #options: HostOptions;
  readonly #restarts = createRestarts(() => performance.now());
  #child: ChildProcess;
  #state: PortState = 'open';
  /** Whether the present process has said that it is ready to be asked; what ends before would do so again. */
  #isReady = false;
  #isLetGo = false;
  #timer: NodeJS.Timeout | null = null;
  #onWindowMessage: (port: number, message: unknown) => void = () => undefined;
  #onOwnMessage: (message: unknown) => void = () => undefined;
  #onEnd: (code: number | null) => void = () => undefined;
  readonly #onState: ((state: PortState) => void)[] = [];

  constructor(options: HostOptions) {
    this.#options = options;
    this.#child = this.#start(options.args);
    const transport = portTransport({
      send: (message) => this.send(OWN_PORT, message),
      onMessage: (listener) => (this.#onOwnMessage = listener),
      onState: (listener) => this.onState(listener),
      close: () => this.disconnect(),
    });
    this.client = createClient(transport);
  }

  send(port: number, message: unknown): void {
    this.#tell({ port, message });
  }

  closePort(port: number): void {
    this.#tell({ port, closed: true });
  }

  onMessage(listener: (port: number, message: unknown) => void): void {
    this.#onWindowMessage = listener;
  }

  state(): PortState {
    return this.#state;
  }

  onState(listener: (state: PortState) => void): void {
    this.#onState.push(listener);
  }

  onEnd(listener: (code: number | null) => void): void {
    this.#onEnd = listener;
  }

  disconnect(): void {
    this.#isLetGo = true;
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#end(null);
    } else if (this.#child.connected) this.#child.disconnect();
  }

  #tell(message: object): void {
    // Into the channel of one that died: whoever asked is told that it was lost. A failed write is no news.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #start(args: readonly string[]): ChildProcess {
    const { DARTBOARD_NODE: node, ...rest } = this.#options.env;
    const child = fork(this.#options.entry, [...args], {
      // Any Node.js will do; without one, this very program is told to be one.
      execPath: node ?? process.execPath,
      execArgv: [],
      env: node === undefined ? { ...rest, ELECTRON_RUN_AS_NODE: '1' } : rest,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#isReady = false;
    child.on('message', (message) => this.#hear(message));
    whenEnded(child, (code) => this.#ended(code));
    return child;
  }

  #hear(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    if ('ready' in message) {
      this.#isReady = true;
      this.#become('open');
    }
    if (!('port' in message) || !('message' in message)) return;
    const { port } = message;
    if (port === OWN_PORT) this.#onOwnMessage(message.message);
    else if (typeof port === 'number') this.#onWindowMessage(port, message.message);
  }

  #ended(code: number | null): void {
    const { argsAgain } = this.#options;
    const pauseMs = this.#isLetGo || !this.#isReady || argsAgain === null ? null : this.#restarts.next();
    if (argsAgain === null || pauseMs === null) {
      this.#end(code);
      return;
    }
    process.stderr.write('The host has ended unexpectedly and is started again; runs go on meanwhile.\n');
    this.#become('lost');
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#child = this.#start(argsAgain);
    }, pauseMs);
  }

  #end(code: number | null): void {
    this.#become('closed');
    this.#onEnd(code);
  }

  #become(state: PortState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#onState) listener(state);
  }
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
