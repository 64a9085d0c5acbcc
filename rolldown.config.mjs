// Bundles what is not a window: the command line and its processes as ES modules beside one another, Electron's side as CommonJS.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

const out = process.env['DARTBOARD_OUT'] || 'dist';
const present = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

/**
 * Packages with native parts, or that find their parts when they run, are found in node_modules when the program runs; all others are
 * bundled, since reading their hundreds of files takes longer than all else that happens at the start.
 */
const isOutside = (id) =>
  /^(?:node:|@tensorflow\/|protobufjs|sharp$|libsql$|bufferutil$|utf-8-validate$)/.test(id);

const headless = {
  input: present({
    cli: 'main/cli/cli.ts',
    trainer: 'main/cli/trainer.ts',
    evaluator: 'main/cli/evaluator.ts',
    examiner: 'main/cli/examiner.ts',
    probe: 'main/cli/probe.ts',
    'count-thread': 'main/cli/count-thread.ts',
    estimator: 'main/cli/estimator.ts',
    'data-keeper': 'main/cli/data-keeper.ts',
    'data-worker': 'main/data/worker.ts',
    'watch-thread': 'main/runs/watch/thread.ts',
  }),
  external: isOutside,
  platform: 'node',
  transform: { target: 'node18' },
  output: {
    dir: join(out, 'main'),
    format: 'esm',
    entryFileNames: '[name].js',
    // Beside the entries, not below them: the paths to the resources and to the other entries are relative.
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  },
};

const shell = {
  input: present({ main: 'electron/main.ts', preload: 'electron/preload.ts' }),
  external: ['electron'],
  platform: 'node',
  transform: { target: 'node18' },
  output: {
    dir: join(out, 'electron'),
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    sourcemap: true,
  },
};

export default defineConfig([headless, shell].filter(({ input }) => Object.keys(input).length > 0));
