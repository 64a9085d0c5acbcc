import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { createApi, noWorkbench, serveHttp, serveMessagePort } from '../../api/index.ts';
import type { Api } from '../../api/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { tellFailure } from '../output.ts';
import type { Output } from '../output.ts';
import { createServices } from './services.ts';
import type { ServedHost } from './services.ts';

/** How the workbench is served. */
export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Serves the window that started this process instead of a browser. */
  readonly ipc?: boolean;
}

/** The workbench, being served. */
export interface Serving extends ServedHost {
  /** Resolves when a person or the shell ends it. `asked` is false where the shell has simply gone. */
  readonly ended: Promise<{ readonly asked: boolean }>;
  close(): Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Declares what both serving commands have in common. */
export function addServeOptions(command: Command): Command {
  return command
    .option('--host <name>', 'the address to listen on', '127.0.0.1')
    .option('--port <number>', 'the port to listen on; a free one by default', parsePort, 0)
    .option('--ipc', 'serve the window that started this process, over its channel');
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a whole number from 0 to 65535.');
}

/**
 * Serves until it is closed, and says where.
 *
 * @throws AppError `api/port-in-use`, `api/not-listening`, `api/no-workbench`, `cli/wrong-use`
 */
export async function openServing({ host, env, output }: Cli, options: ServeOptions): Promise<Serving> {
  const served = createServices({
    host,
    env,
    onProblem: (problem) => output.message(`dartboard: ${problem}`),
  });
  try {
    return await serveOver(served, output, options);
  } catch (error) {
    // What is not served works on no queue either.
    served.leave();
    throw error;
  }
}

async function serveOver(served: ServedHost, output: Output, options: ServeOptions): Promise<Serving> {
  const api = createApi(served.services);
  let end: (how: { readonly asked: boolean }) => void = () => undefined;
  const ended = new Promise<{ readonly asked: boolean }>((resolve) => (end = resolve));
  if (options.ipc === true) {
    const server = overChannel(api, () => end({ asked: false }));
    // Signals to the terminal's whole group reach this process too; the shell decides what becomes of the runs.
    const ignore = (): void => undefined;
    for (const signal of SIGNALS) process.on(signal, ignore);
    const close = async (): Promise<void> => {
      server.close();
      for (const signal of SIGNALS) process.off(signal, ignore);
    };
    return { ...served, ended, close };
  }
  const server = await serveHttp(api, {
    host: options.host,
    port: options.port,
    pages: workbenchPages(),
    onInternalError: (thrown) => tellFailure(output, thrown),
  });
  const { origin, token, url } = server;
  output.result({ url, origin, token }, () => `The workbench is at ${url}`);
  const onSignal = (): void => end({ asked: true });
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const close = async (): Promise<void> => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await server.close();
  };
  return { ...served, ended, close };
}

function overChannel(api: Api, onDisconnect: () => void): { close(): void } {
  if (process.send === undefined) {
    const problem = '--ipc serves the window that started this process, but no window did. Leave it out.';
    throw cliError('cli/wrong-use', { problem });
  }
  return serveMessagePort(api, process, onDisconnect);
}

/** The built pages: they lie beside the folder of this program. */
function workbenchPages(): string {
  const folder = fileURLToPath(new URL('../renderer', import.meta.url));
  if (!existsSync(join(folder, 'index.html'))) throw noWorkbench(folder);
  return folder;
}
