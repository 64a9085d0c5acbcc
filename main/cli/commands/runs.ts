import type { CommandDef } from '../command.ts';
import { defineAgain } from '../runs/again.ts';
import { defineAnnotate } from '../runs/annotate.ts';
import { defineCompare } from '../runs/compare.ts';
import { defineExport } from '../runs/export.ts';
import { defineFork } from '../runs/fork.ts';
import { defineGroups } from '../runs/groups.ts';
import { defineImport } from '../runs/import.ts';
import { defineList } from '../runs/list.ts';
import { defineRemove } from '../runs/remove.ts';
import { defineResume } from '../runs/resume.ts';
import { defineSave } from '../runs/save.ts';
import { defineSeries } from '../runs/series.ts';
import { defineShow } from '../runs/show.ts';
import { defineStop } from '../runs/stop.ts';
import { defineTrash } from '../runs/trash.ts';

/** `runs`: the run store. */
export const runs: CommandDef = {
  summary: 'list, show, compare, annotate, resume, repeat, fork, stop, save, remove, export and import runs',
  define(command, cli) {
    for (const define of [
      defineList,
      defineShow,
      defineSeries,
      defineCompare,
      defineGroups,
      defineAnnotate,
      defineResume,
      defineAgain,
      defineFork,
      defineStop,
      defineSave,
      defineRemove,
      defineExport,
      defineImport,
      defineTrash,
    ]) {
      define(command, cli);
    }
  },
};
