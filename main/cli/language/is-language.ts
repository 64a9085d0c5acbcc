import { z } from 'zod';

const ofLanguage = z.looseObject({ network: z.looseObject({ kind: z.literal('language') }) });

/** Whether settings are those of a run on words. */
export const isLanguage = (config: unknown): boolean => ofLanguage.safeParse(config).success;
