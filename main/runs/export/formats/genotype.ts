import { writeFile } from 'node:fs/promises';
import { FORMATS } from '../../../spaces/index.ts';
import { runsError } from '../../errors.ts';
import type { ExportFormat } from '../format.ts';
import { lastGenotype } from '../last-genotype.ts';

/** The genotype as the published codes write it. */
export const genotype: ExportFormat = {
  title: 'the genotype as Python text, Genotype(...)',
  kind: 'file',
  runs: 'one',
  async write([run], { path }) {
    if (run === undefined) throw runsError('runs/one-run-only', { format: 'genotype', runs: 0 });
    await writeFile(path, `${FORMATS.python.print(await lastGenotype(run))}\n`);
  },
};
