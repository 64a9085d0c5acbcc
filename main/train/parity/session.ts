import type { Bundle, Executable, Executor } from '../../engine/index.ts';

/** Loads a bundle, uses it, and frees it whatever happens. */
export async function withBundle<T>(
  executor: Executor,
  bundle: Bundle,
  use: (executable: Executable) => Promise<T>,
): Promise<T> {
  const executable = await executor.load(bundle);
  try {
    return await use(executable);
  } finally {
    await executable.dispose();
  }
}
