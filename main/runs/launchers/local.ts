import { fork } from 'node:child_process';
import { open } from 'node:fs/promises';
import { defined } from '../../base/assert.ts';
import { unwritable } from '../errors.ts';
import type { LauncherDef, TrainerExit } from '../launcher.ts';

/** What the host tells a trainer that it launched. */
const STOP = { type: 'stop' };

/**
 * A child process on this machine that outlives its parent: it leads a session of its own, so that Ctrl-C in a terminal
 * reaches the host only, and it prints into the run's folder, so that no pipe breaks when the host is gone.
 */
export const local: LauncherDef = {
  title: 'this machine',
  async launch({ run, entry, env, rest = [], onStarted }) {
    const log = await open(run.paths.log, 'a').catch((error: unknown) => {
      throw unwritable(run.paths.log, error);
    });
    try {
      const child = fork(entry, [run.id, ...rest], {
        detached: true,
        // In Electron the executable is a browser unless it is told to be Node.js.
        env: Object.hasOwn(process.versions, 'electron') ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env,
        execArgv: [],
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
      });
      const pid = defined(child.pid, 'a forked process has a number');
      onStarted?.(pid);
      const ended = new Promise<TrainerExit>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code, signal) => resolve({ code, signal }));
      });
      return {
        pid,
        ended,
        stop: () => {
          if (child.connected) child.send(STOP);
        },
        leave: () => {
          if (child.connected) child.disconnect();
          child.unref();
        },
      };
    } finally {
      await log.close();
    }
  },
};
