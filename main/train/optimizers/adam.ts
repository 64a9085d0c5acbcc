import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';

/** Settings of Adam that do not change during a run. */
export interface AdamSettings {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  /** Times the value, added to the gradient (L2, not decoupled). */
  readonly weightDecay: number;
}

/** What Adam's bias corrections are at an update. */
export interface AdamRates {
  /** Scalar: rate / (1 - beta1^t). */
  readonly stepSize: Var;
  /** Scalar: sqrt(1 - beta2^t). */
  readonly rootCorrection: Var;
}

/** A value with its moments; all of one shape. */
export interface AdamState {
  readonly value: Var;
  readonly first: Var;
  readonly second: Var;
}

/**
 * One update of Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1), composed of plain equations: TensorFlow's own op adds epsilon
 * to sqrt(v) before the bias correction, the references (PyTorch) after it: value -= stepSize * m / (sqrt(v) / rootCorrection + epsilon).
 */
export function adamUpdate(
  b: EngineBuilder,
  state: AdamState & { readonly gradient: Var },
  by: { readonly settings: AdamSettings; readonly rates: AdamRates },
): AdamState {
  const { settings, rates } = by;
  const scalar = (value: number) => b.fill(value, float32());
  const [beta1, beta2] = settings.betas;
  const blend = (old: Var, fresh: Var, beta: number) =>
    b.one('add', [b.one('mul', [old, scalar(beta)]), b.one('mul', [fresh, scalar(1 - beta)])]);
  const decayed = b.one('add', [state.gradient, b.one('mul', [state.value, scalar(settings.weightDecay)])]);
  const first = blend(state.first, decayed, beta1);
  const second = blend(state.second, b.one('square', [decayed]), beta2);
  const root = b.one('div', [b.one('sqrt', [second]), rates.rootCorrection]);
  const change = b.one('div', [first, b.one('add', [root, scalar(settings.epsilon)])]);
  return { value: b.one('sub', [state.value, b.one('mul', [change, rates.stepSize])]), first, second };
}

/**
 * The rates that update number `t` (from 1) is fed with.
 * @returns `stepSize` = rate / (1 - beta1^t), `rootCorrection` = sqrt(1 - beta2^t)
 */
export function adamRates(
  t: number,
  learningRate: number,
  betas: readonly [number, number],
): { readonly stepSize: number; readonly rootCorrection: number } {
  return { stepSize: learningRate / (1 - betas[0] ** t), rootCorrection: Math.sqrt(1 - betas[1] ** t) };
}
