/** What a bundle costs before it is run. */
export { estimateMemory, largestBatch, restrictedTo } from './memory.ts';
export type { BatchRequest, EstimateOptions, MemoryEstimate, ProgramMemory } from './memory.ts';
