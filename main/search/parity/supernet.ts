/** Two complete search steps, run by the method's own programs and its own `step`. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { sizeOf } from '../../engine/index.ts';
import type { Executable, Executor, TensorData } from '../../engine/index.ts';
import { ALPHAS, imagesFromTorch, parameterFromTorch, parameterToTorch, parsedFixture, tableOf } from '../../nn/index.ts';
import type { Comparison, FixtureCase, ParameterSpec } from '../../nn/index.ts';
import { CELL_KINDS, deriveGenotype, findPrimitive, SPACES, tablePrimitives } from '../../spaces/index.ts';
import type { CellKind, SearchSpace } from '../../spaces/index.ts';
import { writeVariables } from '../../train/index.ts';
import { strategyOf } from '../config.ts';
import type { LabelledBatch, SearchPrograms, SearchTask } from '../strategy.ts';
import { supernetModel } from '../supernet-model.ts';
import { genotypeComparisons, genotypeSchema } from './genotype.ts';
