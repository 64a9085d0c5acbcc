/** The tfjs backend that is always there: loaded only when it is asked for. */
import type { Tfjs } from '../../program/index.ts';

/** A tfjs-core module and the name of one of its registered backends. */
export interface TfjsEnvironment {
  readonly tf: Tfjs;
  readonly backend: string;
}

/** tfjs-core with its CPU backend, written in JavaScript: needs nothing, and is slow. */
export async function loadCpuBackend(): Promise<TfjsEnvironment> {
  const tf = await import('@tensorflow/tfjs-core');
  // Outside of production mode, tfjs prints an advertisement for its native backend.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-backend-cpu');
  // The fused ops' gradients are tfjs's own.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  return { tf, backend: 'cpu' };
}
