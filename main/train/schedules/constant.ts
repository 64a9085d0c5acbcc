import { z } from 'zod';
import { fits } from '../schedule.ts';
import type { ScheduleDef } from '../schedule.ts';

const constantSchema = z.strictObject({
  /** Rate of every epoch. */
  max: z.number().positive(),
});

/** One rate for all epochs. */
export const constant: ScheduleDef<z.output<typeof constantSchema>> = {
  title: 'Constant rate',
  source: 'Plain SGD',
  names: [],
  settingNames: { lr: 'max' },
  config: constantSchema,
  values: (epochs, { max }) => new Array<number>(epochs).fill(max),
  misfit: fits,
};
