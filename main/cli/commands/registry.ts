import type { CommandDef } from '../command.ts';
import { bench } from './bench.ts';
import { count } from './count.ts';
import { data } from './data.ts';
import { derive } from './derive.ts';
import { doctor } from './doctor.ts';
import { estimate } from './estimate.ts';
import { evaluate } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { genotype } from './genotype.ts';
import { nb201 } from './nb201.ts';
import { parity } from './parity.ts';
import { paths } from './paths.ts';
import { predict } from './predict.ts';
import { presets } from './presets.ts';
import { queue } from './queue.ts';
import { runs } from './runs.ts';
import { sample } from './sample.ts';
import { schedule } from './schedule.ts';
import { search } from './search.ts';
import { serve } from './serve.ts';
import { space } from './space.ts';
import { start } from './start.ts';
import { train } from './train.ts';

/** The commands by their names, in the order in which the help lists them. */
export const COMMANDS = {
  start,
  serve,
  doctor,
  search,
  train,
  evaluate,
  predict,
  sample,
  runs,
  queue,
  export: exportCommand,
  data,
  presets,
  count,
  derive,
  paths,
  genotype,
  space,
  nb201,
  schedule,
  parity,
  estimate,
  bench,
} as const satisfies Record<string, CommandDef>;
