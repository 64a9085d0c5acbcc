import vue from '@vitejs/plugin-vue';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Builds the pages of the workbench, which a server, a window or a test then opens; all their files are local. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer'),
  // Relative, so that the pages work below any URL.
  base: './',
  plugins: [vue()],
  build: {
    outDir: resolve(import.meta.dirname, process.env['DARTBOARD_OUT'] ?? 'dist', 'renderer'),
    emptyOutDir: true,
    // Electron 25, the oldest runtime that we support.
    target: 'chrome114',
    // The pages' policy lets nothing be inlined but images.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
