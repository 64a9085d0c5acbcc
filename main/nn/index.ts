/** Networks: what primitives, cells and whole networks compute, as programs of the engine. */
export type { Weighting } from './cells/mixture.ts';
export { WEIGHTINGS } from './cells/mixture.ts';
export { costOfPath, costsBy, cuboidCosts } from './networks/cuboid-costs.ts';
export type {
  CuboidCostOptions,
  CuboidCosts,
  LastOperation,
  PartCost,
  PathParts,
} from './networks/cuboid-costs.ts';
export { traceCompleteNetwork } from './networks/complete.ts';
export { traceCuboid, tracePath } from './networks/hypercuboid.ts';
export type { CuboidOptions, PathOptions } from './networks/hypercuboid.ts';
export type { CompleteNetworkOptions } from './networks/complete.ts';
export { traceDerivedNetwork } from './networks/derived.ts';
export type { DerivedNetworkOptions } from './networks/derived.ts';
export { AUXILIARY_HEAD, countFlops, countNetwork } from './counts.ts';
export type { Cost, LayerCost, NetworkCost } from './counts.ts';
export { languageLoss } from './recurrent/loss.ts';
export { LANGUAGE_MASKS, maskShape, traceLanguageModel } from './recurrent/language-model.ts';
export type { LanguageCell, LanguageMask, LanguageOptions } from './recurrent/language-model.ts';
export type { ImageNetworkOptions } from './networks/plan.ts';
export type { NetworkName } from './networks/stem.ts';
export { ALPHAS, traceCandidates, traceSupernet } from './networks/supernet.ts';
export type { CandidateOutput, Candidates, SupernetOptions } from './networks/supernet.ts';
export { compared, parseFixtures, parsedFixture, tableOf } from './parity/fixture.ts';
export type { Check, Comparison, FixtureCase, FixtureFile, FixtureTensor } from './parity/fixture.ts';
export { NETWORK_FIXTURES, NETWORK_MISC, runFixture } from './parity/index.ts';
export type { FixtureRunner } from './parity/index.ts';
export type { Init, ParameterLayout, ParameterSpec, StatisticSpec } from './parameters.ts';
export { imagesFromTorch, parameterFromTorch, parameterToTorch, torchShape } from './torch-layout.ts';
export type { Dense } from './torch-layout.ts';
export type { Mode, Network, Section } from './tracer.ts';
