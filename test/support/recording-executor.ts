import type { Executor, TensorData } from '../../main/engine/index.ts';

/** A call of a program. */
export interface RecordedRun {
  readonly program: string;
  readonly feeds: Readonly<Record<string, TensorData>>;
}

/** The executor, which also keeps the calls of its executables in `runs`, and counts those that are not disposed of yet. */
export function recordingExecutor(executor: Executor): {
  readonly executor: Executor;
  readonly runs: RecordedRun[];
  open(): number;
} {
  const runs: RecordedRun[] = [];
  let open = 0;
  return {
    runs,
    open: () => open,
    executor: {
      title: executor.title,
      fuses: executor.fuses,
      describe: () => executor.describe(),
      async load(bundle) {
        const executable = await executor.load(bundle);
        open += 1;
        return {
          run(program, feeds) {
            runs.push({ program, feeds });
            return executable.run(program, feeds);
          },
          read: (variable) => executable.read(variable),
          write: (variable, value) => executable.write(variable, value),
          dispose() {
            open -= 1;
            return executable.dispose();
          },
        };
      },
    },
  };
}
