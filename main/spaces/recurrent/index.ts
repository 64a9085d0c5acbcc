/** Recurrent cells as plain data. */
export { RECURRENT_SPACES } from './catalog.ts';
export type { RecurrentSpaceName } from './catalog.ts';
export { deriveRecurrent } from './derive.ts';
export { checkRecurrent, printRecurrent, recurrentToFile } from './genotype.ts';
export type { RecurrentFile, RecurrentGenotype } from './genotype.ts';
export { findPublishedRecurrent, PUBLISHED_RECURRENT } from './published.ts';
export type { PublishedRecurrent } from './published.ts';
