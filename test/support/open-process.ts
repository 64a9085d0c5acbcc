/**
 * A process that opens a data set and prints what it got as JSON, once a line comes in on standard input.
 *
 * Arguments: path of the set, folder of the user's data.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { openDataset } from '../../main/data/index.ts';
import { readPixels } from './pixels.ts';

const [path = '', dataDir = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const notes: string[] = [];
const dataset = await openDataset(path, {
  resourcesDir: '',
  dataDir,
  onNote: (note) => notes.push(note),
});
const hash = createHash('sha256');
for (const set of [dataset.train, dataset.test]) hash.update(await readPixels(set));
const { kind } = dataset.train.pixels;
process.stdout.write(JSON.stringify({ id: dataset.id, kind, notes, pixels: hash.digest('hex') }));
process.exit(0);
