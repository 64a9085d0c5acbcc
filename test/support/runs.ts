import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { systemCode } from '../../main/base/system-failure.ts';
import { DEFAULT_CARE, homePaths, openStore } from '../../main/runs/index.ts';
import type { HomePaths, RunPlan, RunStore } from '../../main/runs/index.ts';
import type { ArithmeticOptions } from './arithmetic-loop.ts';

/** A home of its own for a test. */
export interface TestHome {
  readonly folder: string;
  readonly paths: HomePaths;
  readonly store: RunStore;
  dispose(): Promise<void>;
}

/** A new, empty home in the system's folder for temporary files. */
export async function testHome(): Promise<TestHome> {
  const folder = await mkdtemp(join(tmpdir(), 'dartboard-test-'));
  const paths = homePaths({ env: { DARTBOARD_HOME: folder }, platform: process.platform });
  return {
    folder,
    paths,
    store: openStore(paths),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The plan of a run of an arithmetic loop. */
export function arithmeticPlan(options: Partial<ArithmeticOptions> = {}): RunPlan {
  const config: ArithmeticOptions = {
    epochs: 3,
    stepsPerEpoch: 4,
    size: 8,
    divergesAt: null,
    pauseMs: 0,
    ...options,
  };
  return {
    kind: 'search',
    title: 'Arithmetic',
    preset: null,
    config: { ...config },
    seed: 1,
    data: { name: 'none', id: '0123456789abcdef' },
    genotype: null,
    space: null,
    parent: null,
    origin: null,
    care: DEFAULT_CARE,
  };
}

/** Bundles an entry of `test/support` into `folder`, as the product's own processes are bundled: packages stay outside. */
export async function bundleSupport(name: string, folder: string): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(name, import.meta.url)),
    platform: 'node',
    external: /^[^./\0]/,
    logLevel: 'warn',
  });
  // That they are found from there.
  const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
  await symlink(packages, join(folder, 'node_modules'), 'junction').catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error;
  });
  const file = join(folder, name.replace(/\.ts$/, '.mjs'));
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}
