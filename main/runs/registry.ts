import type { LauncherDef } from './launcher.ts';
import { local } from './launchers/local.ts';

/** The ways to start trainers, by name. */
export const LAUNCHERS = { local } as const satisfies Record<string, LauncherDef>;

/** The name of a way to start trainers. */
export type LauncherName = keyof typeof LAUNCHERS;
