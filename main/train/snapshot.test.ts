import { describe, expect, it } from 'vitest';
import { createTfjsExecutor, float32, int32 } from '../engine/index.ts';
import type { Bundle } from '../engine/index.ts';
import { checkSnapshot, readSnapshot, writeVariables } from './snapshot.ts';

const BUNDLE: Bundle = { variables: { weights: float32(3), counter: int32(1) }, programs: {} };
const VARIABLES = { weights: Float32Array.of(1, 2, 3), counter: Int32Array.of(4) };
const AT = { step: 7, carried: { soFar: 1 } };

describe('readSnapshot', () => {
  it('reads every variable that was written, and says where it was taken', async () => {
    const executable = await (await createTfjsExecutor()).load(BUNDLE);
    await writeVariables(executable, { weights: VARIABLES.weights });
    const snapshot = await readSnapshot(executable, BUNDLE, AT);
    await executable.dispose();
    expect(snapshot).toEqual({ ...AT, variables: { ...VARIABLES, counter: Int32Array.of(0) } });
  });
});

describe('checkSnapshot', () => {
  it('takes the variables of the bundle', () => {
    expect(() => checkSnapshot(BUNDLE, { ...AT, variables: VARIABLES })).not.toThrow();
  });

  it.each([
    [{ weights: VARIABLES.weights }, 'its variable "counter" is missing'],
    [{ ...VARIABLES, alphas: Float32Array.of(1) }, 'this run has no variable "alphas"'],
    [{ ...VARIABLES, weights: Float32Array.of(1, 2) }, 'its variable "weights" has 2 numbers instead of 3'],
  ])('refuses others', (variables, problem) => {
    expect(() => checkSnapshot(BUNDLE, { ...AT, variables })).toThrow(
      expect.objectContaining({
        code: 'train/foreign-snapshot',
        message: `The saved state does not belong to this run: ${problem}. Resume it with the settings it was made with.`,
      }),
    );
  });
});
