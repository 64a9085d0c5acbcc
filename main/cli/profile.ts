/** How long the ops of one step took. */
import type { Executor, OpTime } from '../engine/index.ts';

/** An executor that can be told to look at the clock. */
export interface Profiler {
  readonly executor: Executor;
  /** From now on every run of a program is traced. */
  begin(): void;
  /** By program: what was traced, the longest first. */
  times(): ReadonlyMap<string, readonly OpTime[]>;
}

/** Watches an executor. One that cannot tell how long its ops took gives no times. */
export function profilerOf(executor: Executor): Profiler {
  const found = new Map<string, readonly OpTime[]>();
  let isTracing = false;
  return {
    executor: {
      ...executor,
      async load(bundle) {
        const executable = await executor.load(bundle);
        return {
          async run(program, feeds) {
            if (!isTracing || executable.profile === undefined) return executable.run(program, feeds);
            const { results, times } = await executable.profile(program, feeds);
            found.set(program, times);
            return results;
          },
          read: (name) => executable.read(name),
          write: (name, value) => executable.write(name, value),
          dispose: () => executable.dispose(),
        };
      },
    },
    begin() {
      isTracing = true;
    },
    times: () => found,
  };
}
