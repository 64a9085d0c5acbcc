import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNAL_EXIT_BASE = 128;
const REPEAT_MS = 500;

/**
 * Runs a program in this one's place: same terminal, its exit code, and the signals that reach us reach it.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} the exit code; 128 + n when signal n ended it
 */
export function runInForeground(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const forward = forwarder(child);
    process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
    const done = () => process.off('SIGINT', forward).off('SIGTERM', forward).off('SIGHUP', forward);
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(signal === null ? (code ?? 0) : SIGNAL_EXIT_BASE + constants.signals[signal]);
    });
  });
}

/**
 * A Ctrl-C at a terminal reaches the whole process group, the child too, and npm passes it on once more; a second interrupt
 * means "at once", so the child must get one for one.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {(signal: NodeJS.Signals) => void}
 */
function forwarder(child) {
  let lastMs = -Infinity;
  return (signal) => {
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    const repeated = performance.now() - lastMs < REPEAT_MS;
    lastMs = performance.now();
    if (!repeated) child.kill(signal);
  };
}
