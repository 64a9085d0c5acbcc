import { z } from 'zod';
import { spaceReferenceSchema } from '../spaces/index.ts';
import { refineDivision, refineLearningRate } from '../train/index.ts';
import { STRATEGIES } from './registry.ts';
import type { StrategyName } from './registry.ts';
import { searchSettingsSchema } from './settings.ts';
import type { StrategyDef } from './strategy.ts';

const names = Object.keys(STRATEGIES) as [StrategyName, ...StrategyName[]];

/** The method of that name, whatever its settings are. */
export const strategyOf = (name: StrategyName): StrategyDef<unknown> => STRATEGIES[name];

const formOf = (name: StrategyName) =>
  z.strictObject({ name: z.literal(name), options: strategyOf(name).config.prefault({}) });
const [first, ...others] = names;

/** A method with its own settings, completed and checked by the method's schema. */
const methodSchema = z.discriminatedUnion('name', [formOf(first), ...others.map(formOf)]);

/** A whole search as plain data: presets, files and run records hold it. */
export const searchConfigSchema = searchSettingsSchema
  .extend({
    /** The search space: a published one's name, or the whole of the user's own. */
    space: spaceReferenceSchema,
    method: methodSchema,
  })
  .superRefine(refineDivision)
  .superRefine(refineLearningRate);

/** A search's settings. */
export type SearchConfig = z.output<typeof searchConfigSchema>;
