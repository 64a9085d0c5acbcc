/** The tensor-program IR: types, values, equations, programs, and the contract of an op. */
export { Builder, opOf } from './builder.ts';
export type { Results } from './builder.ts';
export { imageOfPhases, paddingPairs, phasesOf } from './blocks.ts';
export type { BlockAttrs } from './blocks.ts';
export { inType } from './casts.ts';
export { checkDilation, checkUndilated, dilatedFilterGrad, dilatedInputGrad, isDilated } from './dilated.ts';
export { broadcastTypes, sumToShape } from './broadcast.ts';
export { binary, comparison, greaterShare, pairSamples, scalarLike, unary } from './elementwise.ts';
export type { BinaryRule, BinarySpec, ComparisonSpec, NoAttrs, UnarySpec } from './elementwise.ts';
export { engineError, shapeError } from './errors.ts';
export type { EngineErrorCode } from './errors.ts';
export { hostType, isFloat, requireKind, requireOneElementType } from './kinds.ts';
export type { Kind } from './kinds.ts';
export { constantNode, literalType, requireValues } from './literals.ts';
export type {
  AttrsOf,
  Emitter,
  Forward,
  GraphWriter,
  Lowered,
  NodeAttr,
  OpDef,
  OpTable,
  Sample,
  Tfjs,
} from './op.ts';
export { operands, rank4, wholes } from './operands.ts';
export { argumentsOf, resultsOf } from './program.ts';
export type { Attr, Attrs, Bundle, Device, Equation, Program, Var } from './program.ts';
export { firstFreeId, renamed } from './rename.ts';
export { printEquation, printProgram } from './printer.ts';
export { axisOf, keptShape, reducedType, reduceNode } from './reduction.ts';
export type { ReduceAttrs } from './reduction.ts';
export { stridedNode, stridedShape } from './strided.ts';
export type { StridedAttrs } from './strided.ts';
export { float32, int32, printType, sameShape, sameType, sizeOf } from './types.ts';
export type { DType, Shape, TensorType } from './types.ts';
export { averageGradOf, averageOf, maximumGradOf, maximumOf } from './pool-nodes.ts';
export * as tfjsWindows from './tfjs-windows.ts';
export { convNodeAttrs, convSize, pairOf, poolSize, sidesOf, slidingSize, tapsOf } from './windows.ts';
export type { ConvAttrs, Pair, PoolAttrs, Sides } from './windows.ts';
export { withoutUnused } from './unused.ts';
export { verifyBundle, verifyProgram } from './verifier.ts';
