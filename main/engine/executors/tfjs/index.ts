/** The executor that interprets programs with tfjs. */
export { loadCpuBackend } from './backend.ts';
export type { TfjsEnvironment } from './backend.ts';
export { createTfjsExecutor } from './executor.ts';
