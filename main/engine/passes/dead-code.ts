import { withoutUnused } from '../program/index.ts';
import type { Program } from '../program/index.ts';

/** Leaves out what no result depends on. Feeds and reads stay: they are the program's signature. */
export const deadCode = (program: Program): Program => withoutUnused(program);
