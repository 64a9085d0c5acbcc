import { AppError } from '../base/errors.ts';
import { sizeOf } from '../engine/index.ts';
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

/** Sets variables; those not given stay as they are. */
export async function writeVariables(executable: Executable, values: Snapshot['variables']): Promise<void> {
  for (const [name, value] of Object.entries(values)) await executable.write(name, value);
}

/**
 * Passes if the snapshot holds exactly the variables of the bundle, each of its size.
 * @throws train/foreign-snapshot
 */
export function checkSnapshot(bundle: Bundle, { variables }: Snapshot): void {
  for (const name of new Set([...Object.keys(bundle.variables), ...Object.keys(variables)])) {
    const type = bundle.variables[name];
    const value = variables[name];
    if (type === undefined) throw foreignSnapshot(`this run has no variable "${name}"`);
    if (value === undefined) throw foreignSnapshot(`its variable "${name}" is missing`);
    const size = sizeOf(type.shape);
    if (value.length === size) continue;
    throw foreignSnapshot(`its variable "${name}" has ${value.length} numbers instead of ${size}`);
  }
}

/** The error of a state that was saved by another run. */
export function foreignSnapshot(problem: string, cause?: unknown): AppError {
  const remedy = 'Resume it with the settings it was made with.';
  const trail = cause === undefined ? {} : { cause };
  return new AppError(
    'train/foreign-snapshot',
    `The saved state does not belong to this run: ${problem}. ${remedy}`,
    { data: { problem }, ...trail },
  );
}
