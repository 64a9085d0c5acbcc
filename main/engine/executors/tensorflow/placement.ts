import { defined } from '../../../base/assert.ts';
import { engineError } from '../../program/index.ts';
import type { Bundle, Device } from '../../program/index.ts';

/** TensorFlow's names of the places that equations can stand on. */
export interface Placement {
  /** The processor: what is fed arrives here. */
  readonly host: string;
  /** Accelerators by their number; the first of them holds the variables. */
  readonly accelerators: readonly string[];
}

/**
 * The places of a machine with so many GPUs. Without any, the processor is the one accelerator, or several: TensorFlow lets it stand for
 * as many devices as one likes, and sends values between them as between GPUs.
 */
export function placementFor(gpus: number, processors = 1): Placement {
  const [kind, count] = gpus > 0 ? ['GPU', gpus] : ['CPU', processors];
  const accelerators = Array.from({ length: count }, (_, i) => `/device:${kind}:${i}`);
  return { host: '/device:CPU:0', accelerators };
}

/** Whether all of a graph runs on the processor, where the engine's own kernels are. */
export const runsOnProcessor = ({ accelerators }: Placement): boolean =>
  accelerators.every((name) => name.startsWith('/device:CPU:'));

/** TensorFlow's name of an equation's place, or of the place of everything that has none. */
export type DeviceNames = (device: Device | undefined) => string;

/**
 * The names for a bundle. In one that places nothing, everything is left to TensorFlow; in one that places something, what has no place
 * of its own (averages, optimizers) stands beside the variables, so that TensorFlow's guesses cannot send it back and forth.
 *
 * The names throw engine/no-device for a number that the machine does not have.
 */
export function deviceNames({ programs }: Bundle, { host, accelerators }: Placement): DeviceNames {
  const isPlaced = Object.values(programs).some(({ equations }) =>
    equations.some(({ device }) => device !== undefined),
  );
  if (!isPlaced) return () => '';
  const first = defined(accelerators[0], 'a machine computes on something');
  return (device) => {
    if (device === undefined) return first;
    if (device === 'host') return host;
    const name = accelerators[device];
    if (name !== undefined) return name;
    throw engineError(
      'engine/no-device',
      `The program needs ${device + 1} devices or more, and this machine has ${accelerators.length} (${accelerators.join(', ')}). Set "devices" to what the machine has.`,
    );
  };
}
