import { defineAdd } from '../data/add.ts';
import { defineCache } from '../data/cache.ts';
import { defineFetch } from '../data/fetch.ts';
import { defineList } from '../data/list.ts';
import { defineRelocate, defineRemove, defineVerify } from '../data/manage.ts';
import { defineShow } from '../data/show.ts';
import { defineSplit } from '../data/split.ts';
import type { CommandDef } from '../command.ts';

/** `data`: the data sets of this user. */
export const data: CommandDef = {
  summary: 'add, list, show, verify, fetch, split, relocate and remove data sets',
  define(command, cli) {
    defineAdd(command, cli);
    defineList(command, cli);
    defineShow(command, cli);
    defineVerify(command, cli);
    defineFetch(command, cli);
    defineSplit(command, cli);
    defineRelocate(command, cli);
    defineRemove(command, cli);
    defineCache(command, cli);
  },
};
