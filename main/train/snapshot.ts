import { AppError } from '../base/errors.ts';
import type { Bundle, Executable } from '../engine/index.ts';
import type { Snapshot } from './events.ts';

/** Reads every variable. */
export async function readSnapshot(
  executable: Executable,
  bundle: Bundle,
  at: { readonly step: number; readonly carried: unknown },
): Promise<Snapshot> {
  const variables: Record<string, Snapshot['variables'][string]> = {};
  for (const name of Object.keys(bundle.variables)) variables[name] = await executable.read(name);
  return { ...at, variables };
}

/** Sets variables; those not given stay zero. @throws train/foreign-snapshot when one is unknown or of another size */
export async function writeVariables(executable: Executable, values: Snapshot['variables']): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    try {
      await executable.write(name, value);
    } catch (cause) {
      throw new AppError(
        'train/foreign-snapshot',
        `The saved state does not belong to this network: its variable "${name}" does not fit. Resume it with the settings it was made with.`,
        { data: { name }, cause },
      );
    }
  }
}
