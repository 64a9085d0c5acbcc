/** Searches: methods and their loop. */
export { searchConfigSchema, strategyOf } from './config.ts';
export type { SearchConfig } from './config.ts';
export type {
  Alphas,
  ImportanceDetail,
  RemovedCandidate,
  SearchDetail,
  SearchEvent,
  SearchResult,
  ShrinkEvent,
} from './events.ts';
export { halvesOf } from './halves.ts';
export { createSearchLoop } from './open.ts';
export type { SearchOptions } from './open.ts';
export { openFixtures, runFixtures } from './parity/index.ts';
export type { Check, FixtureFile, FixtureOutcome } from './parity/index.ts';
export { SEARCH_PRESETS } from './presets.ts';
export type { SearchPreset } from './presets.ts';
export { STRATEGIES } from './registry.ts';
export { TRAIN_PORTION } from './settings.ts';
export type { StrategyName } from './registry.ts';
export type { SearchMaterials, StrategyDef } from './strategy.ts';
export type { SearchPrograms, SearchStep, SearchTask, SupernetStrategy } from './supernet-method.ts';
export { languageSearchSchema } from './language/config.ts';
export type { LanguageSearch } from './language/config.ts';
export { createLanguageSearch } from './language/loop.ts';
export type { LanguageSearchOptions } from './language/loop.ts';
export { LANGUAGE_SEARCH_PRESETS } from './language/presets.ts';
export type { LanguageSearchPreset } from './language/presets.ts';
