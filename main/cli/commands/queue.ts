import type { CommandDef } from '../command.ts';
import { defineList } from '../queue/list.ts';
import { defineShow } from '../queue/show.ts';
import { defineSteering } from '../queue/steer.ts';
import { defineWork } from '../queue/work.ts';

/** `queue`: what waits for its turn. */
export const queue: CommandDef = {
  summary: 'what waits for its turn: list, order, pause and work on it (fill it with --queue)',
  define(command, cli) {
    for (const define of [defineList, defineShow, defineWork, defineSteering]) define(command, cli);
  },
};
