/** Hypercuboids of operations (MultiChannelNet), their weights and the paths through them, as plain data. */
export { HYPERCUBOIDS } from './catalog.ts';
export type { HyperCuboidName } from './catalog.ts';
export type { HyperCuboidErrorCode, HyperCuboidErrorData } from './errors.ts';
export { bottomUp, EXTRACTIONS } from './extraction.ts';
export type { ExtractionDef, ExtractionTask, FoundPath } from './extraction.ts';
export { cuboidGraph } from './graph.ts';
export type { CuboidGraph, GraphEdge } from './graph.ts';
export { nodesOfPath, pathOfNodes } from './node-names.ts';
export { checkPath, checkPathIn } from './path.ts';
export type { ChannelPath, PathOperation } from './path.ts';
export { findPublishedPath, PUBLISHED_PATHS } from './published.ts';
export type { PublishedPath } from './published.ts';
export { candidatesOf, checkHyperCuboid, leastScore, reductionOf, stageSize, stagesOf } from './space.ts';
export type { Candidate, HyperCuboid, Stage } from './space.ts';
export { checkValues, computedOf, cuboidWeights } from './weights.ts';
export type { CuboidValues, StageValues, Weighted } from './weights.ts';
