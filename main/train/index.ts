/** Training: steps, optimizers, schedules, losses, and the loop of a final training. */
export {
  addToSums,
  clearedSums,
  meanOfSum,
  microBatches,
  runMicroBatches,
  sumVariables,
} from './accumulation.ts';
export {
  divisionSettings,
  momentumSchema,
  partialBatchSchema,
  refineDivision,
  trainConfigSchema,
} from './config.ts';
export type { CellNetworkSettings, PathNetworkSettings, TrainConfig } from './config.ts';
export { checkBatches, checkDevices, passSize, towerSize } from './division.ts';
export { calibrationOf } from './calibration.ts';
export type { Calibration, CalibrationBin } from './calibration.ts';
export { carriedOf, isScored, positionAt, runEpochs } from './epochs.ts';
export type { EpochPlan, Position, StepReport } from './epochs.ts';
export { evaluate } from './evaluate.ts';
export { evaluateTraining } from './evaluate-training.ts';
export type { Evaluation, TrainedNetwork } from './evaluate-training.ts';
export type { BestEpoch, EpochEvent, Loop, Score, Snapshot, StepEvent } from './events.ts';
export type { ClassResult, TestResult } from './examination.ts';
export {
  batchSizes,
  checkFeeding,
  firstImages,
  openEvaluation,
  openStream,
  stepsPerEpoch,
} from './feeding.ts';
export type { FeedWatch, RunData } from './feeding.ts';
export { learningRateAt, learningRates, refineLearningRate } from './learning-rate.ts';
export { createTrainLoop } from './loop.ts';
export type { TrainEvent, TrainOptions, TrainResult } from './loop.ts';
export {
  guardStep,
  guardUpdates,
  initialLossScale,
  lossScaleArgument,
  lossScaleVariables,
  scaledGradients,
} from './loss-scaling.ts';
export type { Guarded } from './loss-scaling.ts';
export { crossEntropy } from './losses.ts';
export { scoreOf } from './metrics.ts';
export {
  evaluationProgram,
  feedImages,
  feedLabels,
  finishStep,
  initialModel,
  logitsOf,
  modelLayout,
  modelVariables,
  nextStatistics,
  readStatistics,
  readWeights,
  statisticsUpdates,
  writeForward,
} from './model.ts';
export type { ForwardPlan, ImageTask, ModelLayout, RunningStatistics } from './model.ts';
export { adamRates, adamUpdate } from './optimizers/adam.ts';
export type { AdamSettings } from './optimizers/adam.ts';
export { momentumUpdate } from './optimizers/momentum.ts';
export { TRAINING_FIXTURES, TRAINING_MISC } from './parity/index.ts';
export { checkPrecision, precisionNotes, precisionSchema } from './precision.ts';
export { createPredictions, NO_CLASS, predictedClass, rankedOf } from './predictions.ts';
export type { Predictions, PredictionTally, RankedClass } from './predictions.ts';
export { TRAIN_PRESETS } from './presets.ts';
export type { TrainPreset } from './presets.ts';
export type { ScheduleDef } from './schedule.ts';
export { ALL_SCHEDULES } from './schedules/registry.ts';
export { checkSnapshot, foreignSnapshot, readSnapshot, writeVariables } from './snapshot.ts';
export { writeTowers } from './towers.ts';
export { openTrained } from './trained-network.ts';
export type { Answer, AskedNetwork, FeatureMap } from './trained-network.ts';
export { checkNetworkOf, traceTraining } from './cell-network.ts';
export type { DerivedCellSpec } from './cell-network.ts';
export { trainingBundle } from './training-bundle.ts';
export { evaluationName, seedArgument } from './language/bundle.ts';
export type { TextShape } from './language/bundle.ts';
export { languageCosts } from './language/costs.ts';
export type { LanguageCosts } from './language/costs.ts';
export { evaluateText, numberIn } from './language/evaluate.ts';
export { evenSchedule, scheduleOf, trainingText } from './language/feeding.ts';
export type { TextData, TextSchedule } from './language/feeding.ts';
export { rungOf } from './language/lengths.ts';
export type { Stretch } from './language/lengths.ts';
export { createLanguageLoop } from './language/loop.ts';
export type { LanguageTrainOptions } from './language/loop.ts';
export { partFeeds, partStates, textParts } from './language/parts.ts';
export type { PartStates, TextPart } from './language/parts.ts';
export { languageModel, masksOf, passProgram, traced } from './language/pass.ts';
export type { LanguageModel } from './language/pass.ts';
export { languageSettings, languageTrainingSchema, refinePasses } from './language/settings.ts';
export type { LanguageSettings, LanguageTraining } from './language/settings.ts';
export { feedText, textArguments, textFeeds } from './language/text-feeds.ts';
export type { FedText } from './language/text-feeds.ts';
export { fillParameters } from './model.ts';
export { clipFactor } from './optimizers/momentum.ts';
export { LANGUAGE_TRAIN_PRESETS } from './language/presets.ts';
export type { LanguageTrainPreset } from './language/presets.ts';
export { sampleWords } from './language/sample.ts';
