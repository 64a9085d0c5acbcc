/** Search spaces, genotypes and their written forms, as plain data: pure, and also used by the window. */
export { parseAlphas } from './alphas-file.ts';
export {
  architectureFileSchema,
  architectureFromFile,
  architectureToFile,
  checkOperations,
  edgesByNode,
  isComplete,
  isPair,
  isPath,
  isRecurrent,
  wiringOf,
} from './architecture.ts';
export { checkArchitectureIn } from './architecture-in.ts';
export type { Architecture, ArchitectureFile, CellArchitecture } from './architecture.ts';
export {
  checkCompleteIn,
  completeNodes,
  operationsOf,
  parseArchitectureString,
  printArchitectureString,
} from './complete.ts';
export type { CompleteGenotype } from './complete.ts';
export { ALPHA_FIELDS, DERIVATION_RULES, deriveArchitecture, deriveGenotype } from './derive.ts';
export type { CellValues, DeriveOptions, EdgeValues } from './derive.ts';
export { diffGenotypes } from './diff.ts';
export type { CellDiff, EdgeChange, GenotypeDiff } from './diff.ts';
export { edgeCount, edgeIndex, edgesOf } from './edges.ts';
export type { Edge, InputCount } from './edges.ts';
export type { SpacesErrorCode, SpacesErrorData } from './errors.ts';
export { editedCellFromFile, editedCellToFile } from './edited-cell.ts';
export type { EditedCell, EditedCellFile } from './edited-cell.ts';
export type { FormatDef } from './format.ts';
export {
  CELL_KINDS,
  checkGenotype,
  checkPrimitives,
  edgesInto,
  genotypeFileSchema,
  genotypeFromFile,
  genotypeToFile,
  nodeCount,
} from './genotype.ts';
export type { CellKind, Genotype, GenotypeCell, GenotypeEdge, GenotypeFile } from './genotype.ts';
export { PUBLISHED, findPublished } from './library.ts';
export type { PublishedGenotype } from './library.ts';
export {
  OP_TABLES,
  findOpTable,
  findPrimitive,
  opTableNames,
  primitivesFrom,
  tablePrimitives,
} from './op-tables.ts';
export type { OpTable, OpTableName, PrimitiveName } from './op-tables.ts';
export { familyOf } from './primitive.ts';
export type {
  ActivationName,
  MidChannels,
  Primitive,
  PrimitiveDefinition,
  PrimitiveFamily,
} from './primitive.ts';
export { mixtureOf } from './mixture.ts';
export { foreignForm } from './foreign-forms.ts';
export {
  printArchitecture,
  printAs,
  readArchitecture,
  readArchitectureText,
  readGenotypeText,
  readSpaceText,
} from './read.ts';
export type { PublishedArchitecture, ReadArchitecture, ReadGenotype } from './read.ts';
export { checkOwnId, referenceTo, resolveSpace, spaceReferenceSchema, tableOfSpace } from './reference.ts';
export type { SpaceReference } from './reference.ts';
export { CELL_SPACES, FORMATS, SPACES, findFormat, findSpace, formatNames } from './registry.ts';
export type { CellSpaceName, FormatName, SpaceName } from './registry.ts';
export { parseSpace, printSpace, reductionRuleSchema, spaceFromFile, spaceToFile } from './space-file.ts';
export type { PrimitiveFile, SpaceFile } from './space-file.ts';
export { sizeOfSpace } from './size.ts';
export type { SpaceSize } from './size.ts';
export type { PaperSource } from './source.ts';
export {
  allowedMask,
  allowedOn,
  alphaShape,
  candidateNames,
  checkInSpace,
  checkSpace,
  edgesIn,
  inputsOf,
  isHyperCuboid,
  kindsOf,
  networkProblem,
  reductionCells,
  supernetProblem,
} from './space.ts';
export type {
  CellSpace,
  EdgeRestriction,
  NetworkDefaults,
  ReductionRule,
  SearchSpace,
  Wiring,
} from './space.ts';
export * from './hypercuboid/index.ts';
export * from './recurrent/index.ts';
