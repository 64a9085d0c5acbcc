import { writeFile } from 'node:fs/promises';
import { printArchitecture } from '../../../spaces/index.ts';
import { runsError } from '../../errors.ts';
import type { ExportFormat } from '../format.ts';
import { lastGenotype } from '../last-genotype.ts';

/** The genotype as the published codes write it: `Genotype(...)`, or the architecture string of a complete cell. */
export const genotype: ExportFormat = {
  title: 'the genotype as Python text, Genotype(...), or as an architecture string of NAS-Bench-201',
  kind: 'file',
  runs: 'one',
  async write([run], { path }) {
    if (run === undefined) throw runsError('runs/one-run-only', { format: 'genotype', runs: 0 });
    await writeFile(path, `${printArchitecture(await lastGenotype(run))}\n`);
  },
};
