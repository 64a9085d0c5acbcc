import { writeFile } from 'node:fs/promises';
import { architectureToFile } from '../../../spaces/index.ts';
import { runsError } from '../../errors.ts';
import type { ExportFormat } from '../format.ts';
import { lastGenotype } from '../last-genotype.ts';

/** The genotype as JSON with the field names of DARTS; a complete cell by the names of its operations. */
export const genotypeJson: ExportFormat = {
  title: 'the genotype as JSON, with the field names of DARTS; of NAS-Bench-201 its operations',
  kind: 'file',
  runs: 'one',
  async write([run], { path }) {
    if (run === undefined) throw runsError('runs/one-run-only', { format: 'genotype-json', runs: 0 });
    await writeFile(path, `${JSON.stringify(architectureToFile(await lastGenotype(run)), null, 2)}\n`);
  },
};
