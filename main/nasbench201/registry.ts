import type { TournamentMethod } from './method.ts';
import { evolution } from './methods/evolution.ts';
import { local } from './methods/local.ts';
import { random } from './methods/random.ts';
import { reinforce } from './methods/reinforce.ts';

/** The methods of the tournament by the names that commands use. */
export const TOURNAMENT_METHODS = {
  random,
  evolution,
  local,
  reinforce,
} as const satisfies Record<string, TournamentMethod>;

/** The name of a method of the tournament. */
export type TournamentMethodName = keyof typeof TOURNAMENT_METHODS;

/** The names of the methods, in the order of the registry. */
export const TOURNAMENT_METHOD_NAMES: readonly TournamentMethodName[] =
  Object.keys(TOURNAMENT_METHODS).filter(isMethodName);

/** Whether a method has that name. */
export function isMethodName(name: string): name is TournamentMethodName {
  return Object.hasOwn(TOURNAMENT_METHODS, name);
}
