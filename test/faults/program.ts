import { expect } from 'vitest';
import { startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number;
  /** Both streams. */
  readonly printed: string;
}

/** Runs a command of the built program in a process of its own, to its end. */
export async function run(args: readonly string[], home: string): Promise<Ended> {
  return ended(startProgram(args, home));
}

/** Waits for the end of a command. */
export async function ended(program: Program): Promise<Ended> {
  return { code: await program.ended, printed: program.printed() };
}

const STACK = /\n\s+at .*:\d+:\d+|^(?:\w*Error|node:)/m;

/** That a command failed with one clear sentence that matches, and shows nothing of its inside. */
export function expectRefusal({ code, printed }: Ended, sentence: RegExp): void {
  expect(printed).toMatch(sentence);
  expect(printed).not.toMatch(STACK);
  expect(printed).not.toMatch(/internal:/);
  expect(code).toBe(1);
}
