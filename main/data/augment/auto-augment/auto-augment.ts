import { defined } from '../../../base/assert.ts';
import { below } from '../draws.ts';
import type { Draw } from '../draws.ts';
import type { Transfer } from '../transfer.ts';
import { OPERATIONS } from './operations.ts';
import type { OperationName, Policy } from './policy.ts';

/** An operation with its strength, chosen for one image. */
export interface ChosenOperation {
  readonly name: OperationName;
  /** The magnitude, with its sign where the operation has one. */
  readonly amount: number;
}

/**
 * What a policy does to one image: both, one or none of the changes of a sub-policy. Every sub-policy is alike probable; each of
 * its changes is made with its own probability; a sign is + or - with equal chances.
 *
 * @see Cubuk et al., arXiv 1805.09501, section 3; sharpDARTS, cnn/autoaugment.py
 */
export function chosenOperations({ subPolicies }: Policy, draw: Draw): readonly ChosenOperation[] {
  const [which] = draw('subPolicy');
  const subPolicy = defined(subPolicies[below(subPolicies.length, which)], 'a policy has sub-policies');
  const [first, firstProbability, firstMagnitude, second, secondProbability, secondMagnitude] = subPolicy;
  const [firstChance, firstSign] = draw('firstOperation');
  const [secondChance, secondSign] = draw('secondOperation');
  return [
    ...(firstChance < firstProbability ? [chosen(first, firstMagnitude, firstSign)] : []),
    ...(secondChance < secondProbability ? [chosen(second, secondMagnitude, secondSign)] : []),
  ];
}

function chosen(name: OperationName, magnitude: number, sign: number): ChosenOperation {
  const { magnitudes, isSigned } = OPERATIONS[name];
  const strength = defined(magnitudes[magnitude], `${name} has ten magnitudes`);
  return { name, amount: isSigned && sign < 0.5 ? -strength : strength };
}

/** Writes the image that a chosen operation gives. */
export function applyOperation({ name, amount }: ChosenOperation, transfer: Transfer): void {
  OPERATIONS[name].apply(transfer, amount);
}
