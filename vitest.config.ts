import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** One project a kind of test: `unit` needs neither TensorFlow nor a display, the others say what they need in their folder. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        test: {
          name: 'unit',
          // Nothing is done at import time, so that files may share their modules: reading them anew for each took a quarter of the time.
          isolate: false,
          include: [
            '{main,electron,renderer,resources,test/bench,test/experiments,test/fuzz,test/support}/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'parity',
          include: ['test/{parity,golden,regression}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
});
