import { z } from 'zod';
import { refineDivision } from '../train/index.ts';
import { STRATEGIES } from './registry.ts';
import type { StrategyName } from './registry.ts';
import { searchSettingsSchema } from './settings.ts';
import type { StrategyDef } from './strategy.ts';

const names = Object.keys(STRATEGIES) as [StrategyName, ...StrategyName[]];

/** The method of that name, whatever its settings are. */
export const strategyOf = (name: StrategyName): StrategyDef<unknown> => STRATEGIES[name];

/** A method with its own settings, completed and checked by the method's schema. */
const methodSchema = z
  .strictObject({ name: z.enum(names), options: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ name, options }, context) => {
    const parsed = strategyOf(name).config.safeParse(options);
    if (parsed.success) return { name, options: parsed.data };
    for (const issue of parsed.error.issues) context.addIssue({ ...issue, path: ['options', ...issue.path] });
    return z.NEVER;
  });

/** A whole search as plain data: presets, files and run records hold it. */
export const searchConfigSchema = searchSettingsSchema
  .extend({
    /** Name of the search space. */
    space: z.string(),
    method: methodSchema,
  })
  .superRefine(refineDivision);

/** A search's settings. */
export type SearchConfig = z.output<typeof searchConfigSchema>;
