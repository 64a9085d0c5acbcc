import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endToEndScope, installSystemPackages } from './end-to-end.mjs';
import { ensure } from './ensure.mjs';
import { runInForeground } from './foreground.mjs';
import { partOf } from './manifest.mjs';
import { cacheFolder, PROJECT_ROOT } from './paths.mjs';
import { runMain } from './problem.mjs';
import { Progress } from './progress.mjs';
import { addTotals, NO_TESTS, totalsLine, totalsOf } from './test-totals.mjs';
import { findNpm } from './tools.mjs';

/** @typedef {import('./end-to-end.mjs').EndToEnd} EndToEnd */
/** @typedef {{ exitCode: number, totals: import('./test-totals.mjs').Totals }} Outcome */
/** @typedef {{ title: string, program: string, args: string[], env?: NodeJS.ProcessEnv, report?: string }} TestPart */

const SCREEN = '-screen 0 1440x900x24';

/**
 * `npm test`: sets up what is missing, then runs every check and test in order and stops at the first part that fails. The
 * last line of the output gives the totals.
 *
 * @returns {Promise<Outcome>}
 */
async function test() {
  const progress = new Progress();
  const env = process.env;
  // First: libjpeg-turbo's headers are one of them, and decide how the code for images is compiled.
  await installSystemPackages({ env, progress, logFile: join(cacheFolder(env), 'logs', 'apt-get.log') });
  const manifest = await ensure({ progress });
  const scope = endToEndScope(partOf(manifest, 'electron')?.path ?? null, env);
  if (scope.missing.length > 0) announce(['NOT EVERYTHING IS TESTED HERE', ...scope.missing]);
  const reports = mkdtempSync(join(tmpdir(), 'dartboard-test-'));
  try {
    return await runParts(partsFor(scope, reports));
  } finally {
    rmSync(reports, { recursive: true });
    if (scope.missing.length > 0) announce(['NOT EVERYTHING WAS TESTED', ...scope.missing]);
  }
}

/**
 * @param {TestPart[]} parts
 * @returns {Promise<Outcome>} the exit code is that of the first part that fails, or 0
 */
async function runParts(parts) {
  let totals = NO_TESTS;
  let exitCode = 0;
  const times = [];
  for (const { title, program, args, env, report } of parts) {
    announce([title]);
    const startMs = performance.now();
    exitCode = await runInForeground(program, args, { cwd: PROJECT_ROOT, env: { ...process.env, ...env } });
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    times.push(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${title}, ${seconds} s`);
    if (report !== undefined) totals = addTotals(totals, totalsOf(report));
    if (exitCode !== 0) break;
  }
  for (const { title } of parts.slice(times.length)) times.push(`not run ${title}`);
  announce(times);
  return { exitCode, totals };
}

/**
 * @param {EndToEnd} scope
 * @param {string} reports a folder
 * @returns {TestPart[]}
 */
function partsFor(scope, reports) {
  const npm = findNpm() ?? { program: 'npm', args: [] };
  /** @param {string} project @param {string[]} [more] */
  const vitest = (project, more = []) => [
    ...[
      join(PROJECT_ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      project,
      '--passWithNoTests',
    ],
    ...[
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, `${project}.json`)}`,
      ...more,
    ],
  ];
  const endToEnd = vitest(
    'e2e',
    leftOut(scope).flatMap((folder) => ['--exclude', `test/e2e/${folder}/**`]),
  );
  return [
    {
      title: 'types, lint, format, import rules',
      program: npm.program,
      args: [...npm.args, 'run', '--silent', 'verify'],
    },
    {
      title: 'unit tests',
      program: process.execPath,
      args: vitest('unit'),
      report: join(reports, 'unit.json'),
    },
    {
      title: 'parity tests',
      program: process.execPath,
      args: vitest('parity'),
      report: join(reports, 'parity.json'),
    },
    {
      title: 'fault tests',
      program: process.execPath,
      args: vitest('faults'),
      report: join(reports, 'faults.json'),
    },
    {
      title: 'end-to-end tests',
      ...(scope.virtualDisplay
        ? { program: 'xvfb-run', args: ['-a', '-s', SCREEN, process.execPath, ...endToEnd] }
        : { program: process.execPath, args: endToEnd }),
      env: {
        DARTBOARD_E2E: scope.scope,
        ...(scope.electron === null ? {} : { DARTBOARD_TEST_ELECTRON: scope.electron }),
        ...(scope.chromium === null ? {} : { DARTBOARD_CHROMIUM: scope.chromium }),
      },
      report: join(reports, 'e2e.json'),
    },
  ];
}

/**
 * @param {EndToEnd} scope
 * @returns {string[]} folders of test/e2e that cannot be run here
 */
function leftOut({ scope }) {
  const electron = scope === 'all' || scope === 'electron' ? [] : ['electron'];
  const browser = scope === 'all' || scope === 'browser' ? [] : ['browser'];
  return [...electron, ...browser];
}

/** @param {string[]} lines */
function announce(lines) {
  process.stdout.write(
    `\n${'='.repeat(80)}\n${lines.map((line) => `  ${line}\n`).join('')}${'='.repeat(80)}\n`,
  );
}

await runMain(async () => {
  const { exitCode, totals } = await test();
  process.stdout.write(`\n${totalsLine(totals)}\n`);
  return exitCode;
});
