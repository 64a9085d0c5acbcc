import { writeFile } from 'node:fs/promises';
import { FORMATS } from '../../../spaces/index.ts';
import { runsError } from '../../errors.ts';
import type { ExportFormat } from '../format.ts';
import { lastGenotype } from '../last-genotype.ts';

/** The genotype as JSON with the field names of DARTS. */
export const genotypeJson: ExportFormat = {
  title: 'the genotype as JSON, with the field names of DARTS',
  kind: 'file',
  runs: 'one',
  async write([run], { path }) {
    if (run === undefined) throw runsError('runs/one-run-only', { format: 'genotype-json', runs: 0 });
    await writeFile(path, `${FORMATS.json.print(await lastGenotype(run))}\n`);
  },
};
