/** What a run or a job is asked for with. */
import { z } from 'zod';
import { annotationsSchema, careSchema } from '../../runs/index.ts';
import { assignments, count, runName, seed, shortName } from './parts.ts';

const said = annotationsSchema.shape;
const cared = careSchema.shape;

/** What every run may be asked for with besides its preset. */
const besides = {
  /** Made by whoever asks: the same again, because its answer was lost, gives the same run. */
  key: z.string().min(8).max(100).exactOptional(),
  /** A data set by name, or the path of its folder; null for the preset's own. */
  data: z.string().min(1).max(4096).nullable(),
  /** Null for the preset's own. */
  seed: seed.nullable(),
  /** Settings that differ from the preset's; absent: none. */
  set: assignments.exactOptional(),
  /** The name of a saved split of the data set. */
  split: shortName.exactOptional(),
  /** How it is looked after, where that is not the usual way. */
  care: z
    .strictObject({
      keep: cared.keep.exactOptional(),
      saveEveryMinutes: cared.saveEveryMinutes.exactOptional(),
      onAlarm: cared.onAlarm.exactOptional(),
    })
    .exactOptional(),
  /** What is said of the run from the start. */
  annotations: z
    .strictObject({
      experiment: said.experiment.exactOptional(),
      tags: said.tags.exactOptional(),
      starred: said.starred.exactOptional(),
      note: said.note.exactOptional(),
    })
    .exactOptional(),
};

/** A search. */
export const wantedSearch = z.strictObject({
  kind: z.literal('search'),
  preset: shortName,
  ...besides,
});

/** Where the cell of a training is from. */
const cell = z.union([
  z.strictObject({
    /** The search whose cell is trained: a finished one, or in the queue one that will be. */
    from: runName,
    /** The epoch of the alphas that it is derived from, as their event counts; absent: what the search ended with. */
    epoch: count.exactOptional(),
  }),
  /** A name of the library, or a genotype in any known form. */
  z.strictObject({ genotype: z.string().min(1).max(100_000) }),
]);

/** A training. */
export const wantedTraining = z.strictObject({
  kind: z.literal('train'),
  cell,
  preset: shortName,
  ...besides,
});

/** An evaluation. */
export const wantedEvaluation = z.strictObject({
  kind: z.literal('evaluate'),
  /** The training, finished or queued. */
  run: runName,
  /** The data set whose test images are used; null for those of its own. */
  data: shortName.nullable(),
});
