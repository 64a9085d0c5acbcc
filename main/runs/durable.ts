import { writeDurably as writeInOneStep } from '../base/durable.ts';
import { unwritable } from './errors.ts';

/**
 * Writes a file of a run in one step.
 *
 * @param path - replaced if it exists; its folder exists
 * @param parts - the content, in order
 * @throws AppError `runs/unwritable`; the file is then as it was
 */
export async function writeDurably(path: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  try {
    await writeInOneStep(path, parts);
  } catch (error) {
    throw unwritable(path, error);
  }
}
