import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEPT_CHARACTERS = 200_000;

/**
 * @typedef {object} ToolResult
 * @property {number} code the exit code; 127 when the program could not be started, 128 when a signal ended it
 * @property {string} stdout
 * @property {string} output stdout and stderr together, in order of arrival; only the end of very long output
 */

/**
 * Runs a program to its end, quietly, and keeps what it said.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile?: string, timeoutMs?: number }} [options] the log file gets the output
 * @returns {Promise<ToolResult>} never rejects: a failure to start is a result too
 */
export function runTool(program, args, options = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout = (stdout + text).slice(-KEPT_CHARACTERS);
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
    /** @param {number} code */
    const finish = (code) => {
      if (options.logFile !== undefined) {
        mkdirSync(dirname(options.logFile), { recursive: true });
        writeFileSync(options.logFile, `${program} ${args.join(' ')}\n${output}\nexit code ${code}\n`);
      }
      resolve({ code, stdout, output });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 128));
  });
}
