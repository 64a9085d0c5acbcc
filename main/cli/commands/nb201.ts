import type { CommandDef } from '../command.ts';
import { defineQuery } from '../nb201/query.ts';
import { defineTournament } from '../nb201/tournament.ts';

/** `nb201`: what NAS-Bench-201 knows of its 15,625 cells, and searches among them. */
export const nb201: CommandDef = {
  summary: 'query the true accuracies of NAS-Bench-201, and let search methods compete on them',
  define(command, cli) {
    defineQuery(command, cli);
    defineTournament(command, cli);
  },
};
