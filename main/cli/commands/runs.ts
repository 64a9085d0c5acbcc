import type { CommandDef } from '../command.ts';
import { defineCompare } from '../runs/compare.ts';
import { defineList } from '../runs/list.ts';
import { defineRemove } from '../runs/remove.ts';
import { defineResume } from '../runs/resume.ts';
import { defineShow } from '../runs/show.ts';
import { defineStop } from '../runs/stop.ts';

/** `runs`: the run store. */
export const runs: CommandDef = {
  summary: 'list, show, compare, resume, stop and remove runs',
  define(command, cli) {
    for (const define of [defineList, defineShow, defineCompare, defineResume, defineStop, defineRemove]) {
      define(command, cli);
    }
  },
};
