/** A process that opens damaged sets, one after the other: what crashes it is seen by whoever started it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCase } from './open-case.ts';
import { fuzzCase } from './protocol.ts';
import { damageSources } from './sources.ts';

const [, , fixtures = '', folder = ''] = process.argv;
mkdirSync(folder, { recursive: true });
// What libraries leave in the folder for temporary files is seen there.
const temporary = join(folder, 'temporary');
mkdirSync(temporary);
process.env['TMPDIR'] = temporary;
const sources = await damageSources(fixtures);

process.on('message', (message: unknown) => {
  const { source: place, seed } = fuzzCase.parse(message);
  const source = sources[place];
  if (source === undefined) throw new Error(`There is no source ${String(place)}.`);
  void openCase({ source, seed, folder, temporary }).then((outcome) => process.send?.(outcome));
});
process.send?.('ready');
