import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { removeTree } from './partial.mjs';
import { checkoutPaths, PROJECT_ROOT } from './paths.mjs';
import { runMain, SetupProblem } from './problem.mjs';
import { isAlive } from './process-alive.mjs';
import { Progress } from './progress.mjs';
import { runTool } from './run-tool.mjs';
import { builtStamp, sourceStamp, STAMP } from './stamp.mjs';

const UNFINISHED = /^dist\.(?:tmp|old)-(\d+)$/;

/**
 * Whether the build is that of the present sources.
 *
 * @param {string} root the checkout
 * @returns {boolean}
 */
export function isBuilt(root) {
  return builtStamp(checkoutPaths(root).dist) === sourceStamp(root);
}

/**
 * Compiles main/ and electron/, and renderer/ once it has a page, when the sources changed. The old build stays in place
 * until the new one is complete.
 *
 * @param {{ root?: string, env?: NodeJS.ProcessEnv, progress?: Progress }} [options]
 * @returns {Promise<boolean>} whether anything was built
 */
export async function build({ root = PROJECT_ROOT, env = process.env, progress = new Progress() } = {}) {
  if (isBuilt(root)) return false;
  const work = async () => {
    if (isBuilt(root)) return false;
    await progress.step('Building', () => rebuild(root, env));
    return true;
  };
  return withLock(join(checkoutPaths(root).staging, 'build.lock'), {
    work,
    onWait: ({ pid }) => progress.note(`Another build (process ${pid}) is running; waiting for it.`),
  });
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
async function rebuild(root, env) {
  const { dist, staging } = checkoutPaths(root);
  removeUnfinished(root);
  const out = join(root, `dist.tmp-${process.pid}`);
  const old = join(root, `dist.old-${process.pid}`);
  // Taken first: what is edited while the compilers read is built again next time.
  const stamp = sourceStamp(root);
  const bundlers = [['rolldown/bin/cli.mjs', '-c', 'rolldown.config.mjs']];
  if (existsSync(join(root, 'renderer', 'index.html')))
    bundlers.push(['vite/bin/vite.js', 'build', '--logLevel', 'warn']);
  try {
    for (const [script = '', ...args] of bundlers)
      await bundle(script, args, { root, out, env, logs: staging });
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, STAMP), stamp);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(out, dist);
  } finally {
    removeTree(old);
    removeTree(out);
  }
}

/**
 * @param {string} script below node_modules
 * @param {string[]} args
 * @param {{ root: string, out: string, env: NodeJS.ProcessEnv, logs: string }} options
 */
async function bundle(script, args, { root, out, env, logs }) {
  const name = script.split('/')[0] ?? script;
  const logFile = join(logs, `${name}.log`);
  const { code, output } = await runTool(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    env: { ...env, DARTBOARD_OUT: out, NODE_ENV: 'production' },
    logFile,
  });
  if (code === 0) return;
  const fault = /(?:Error|\[[A-Z_]+\]).*/.exec(output)?.[0] ?? `exit code ${code}`;
  throw new SetupProblem(
    `The sources do not build: ${name} says "${fault}".`,
    `Its whole output is in ${logFile}.`,
  );
}

/** @param {string} root */
function removeUnfinished(root) {
  for (const name of readdirSync(root)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeTree(join(root, name));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await build();
  });
}
