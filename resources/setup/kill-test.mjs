import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { removeTree } from './partial.mjs';
import { PROJECT_ROOT } from './paths.mjs';
import { runMain, SetupProblem } from './problem.mjs';

const SHORTEST_MS = 200;

/**
 * `npm run test:setup`: kills set-up with -9 at random moments of its first run, in a fresh copy of the project with a fresh
 * cache, then lets it finish once and loads TensorFlow. It downloads everything, so it is no part of `npm test`.
 */
async function killTest() {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '10' },
      'longest-s': { type: 'string', default: '40' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'dartboard-kill-'));
  const project = join(folder, 'project');
  const env = { ...process.env, DARTBOARD_CACHE: join(folder, 'cache') };
  const random = generator(Number(values.seed));
  say(`seed ${values.seed}, in ${folder}`);
  try {
    copyProject(project);
    for (let kill = 1; kill <= Number(values.kills);) {
      const afterMs = Math.round(SHORTEST_MS + random() * (Number(values['longest-s']) * 1000 - SHORTEST_MS));
      // Alone, its npm, pip or compiler works on as an orphan beside the next set-up; with its group, all end at once.
      const group = kill % 2 === 0;
      const { output, code, ended } = await runSetup(project, { env, killAfterMs: afterMs, group });
      if (ended) {
        say(
          `set-up ended before its kill after ${afterMs} ms with exit code ${code}; all is removed and it begins anew`,
        );
        startAnew(project, env);
        continue;
      }
      const reached = output.trim().split('\n').at(-1) || 'before its first step';
      say(`kill ${kill} after ${afterMs} ms (${group ? 'with its children' : 'alone'}): ${reached}`);
      kill += 1;
    }
    await finish(project, env);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {string} project
 * @param {NodeJS.ProcessEnv} env
 */
function startAnew(project, env) {
  for (const name of ['node_modules', 'dist', '.dartboard']) removeTree(join(project, name));
  removeTree(env['DARTBOARD_CACHE'] ?? '');
}

/**
 * @param {string} project
 * @param {NodeJS.ProcessEnv} env
 */
async function finish(project, env) {
  for (const title of ['final run', 'second run']) {
    const startMs = performance.now();
    const { output, code } = await runSetup(project, { env });
    say(
      `${title}: exit code ${code}, ${((performance.now() - startMs) / 1000).toFixed(1)} s\n${output.trim()}`,
    );
    if (code !== 0) throw new SetupProblem('Set-up did not finish after the kills.', 'Its output is above.');
  }
  const script =
    "const { devices } = require('dartboard-engine'); console.log(devices(new Uint8Array()).map(({ type }) => type)[0])";
  const quiet = { ...env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const said = execFileSync(process.execPath, ['-e', script], {
    cwd: project,
    env: quiet,
    encoding: 'utf8',
  }).trim();
  say(`TensorFlow loads: ${said}`);
  const left = leftovers([
    project,
    join(project, '.dartboard'),
    ...cacheFolders(env['DARTBOARD_CACHE'] ?? ''),
  ]);
  say(`half-made things left: ${left.length === 0 ? 'none' : left.join(', ')}`);
  if (said !== 'CPU')
    throw new SetupProblem(`TensorFlow's first device is "${said}".`, 'It should be "CPU".');
}

/**
 * @param {string} project
 * @param {{ env: NodeJS.ProcessEnv, killAfterMs?: number, group?: boolean }} options
 * @returns {Promise<{ output: string, code: number | null, ended: boolean }>} `ended`: before it was killed
 */
async function runSetup(project, { env, killAfterMs, group = false }) {
  const flags = existsSync(join(project, 'rolldown.config.mjs')) ? [] : ['--no-build'];
  const child = spawn(process.execPath, [join(project, 'resources', 'setup', 'ensure.mjs'), ...flags], {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  const exit = once(child, 'exit');
  if (killAfterMs === undefined) {
    const [code] = await exit;
    return { output, code, ended: true };
  }
  const ended = await Promise.race([exit.then(() => true), sleep(killAfterMs).then(() => false)]);
  if (!ended) process.kill(group ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGKILL');
  const [code] = await exit;
  return { output, code, ended };
}

/**
 * What a clone would have, and what is not committed yet.
 *
 * @param {string} project
 */
function copyProject(project) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const names = execFileSync('git', args, { cwd: PROJECT_ROOT, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const name of names) {
    if (!existsSync(join(PROJECT_ROOT, name))) continue;
    mkdirSync(dirname(join(project, name)), { recursive: true });
    cpSync(join(PROJECT_ROOT, name), join(project, name));
  }
}

/**
 * @param {string} cache
 * @returns {string[]}
 */
function cacheFolders(cache) {
  return [cache, ...readdirSync(cache).map((name) => join(cache, name))];
}

/**
 * @param {string[]} folders
 * @returns {string[]}
 */
function leftovers(folders) {
  return folders
    .filter((folder) => existsSync(folder) && !folder.endsWith('.json'))
    .flatMap((folder) => readdirSync(folder).filter((name) => /\.partial-|^dist\.tmp-|\.lock/.test(name)));
}

/**
 * @param {number} seed
 * @returns {() => number} numbers in [0, 1), the same for the same seed (mulberry32)
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

await runMain(killTest);
