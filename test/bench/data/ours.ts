/** Our side of the comparison, a process of its own for each run: `ours.mjs COMMAND SPEC.json`, one JSON line. */
import { readFileSync } from 'node:fs';
import { messageOf } from '../../../main/base/errors.ts';
import { openedSet } from './ours/first-batch.ts';
import { largeImages, planOf } from './ours/large.ts';
import { sharpAlone } from './ours/sharp-alone.ts';
import { chosenImages, policyTable, smallImages } from './ours/small.ts';
import { chosenSpec, firstSpec, largeSpec, planSpec, policySpec, sharpSpec, smallSpec } from './specs.ts';

const COMMANDS: Readonly<Record<string, (spec: unknown) => object | Promise<object>>> = {
  policy: (spec) => policyTable(policySpec.parse(spec)),
  small: (spec) => smallImages(smallSpec.parse(spec)),
  chosen: (spec) => chosenImages(chosenSpec.parse(spec)),
  plan: (spec) => planOf(planSpec.parse(spec)),
  large: (spec) => largeImages(largeSpec.parse(spec)),
  sharp: (spec) => sharpAlone(sharpSpec.parse(spec)),
  first: (spec) => openedSet(firstSpec.parse(spec)),
};

const [, , name = '', specFile = ''] = process.argv;
const command = COMMANDS[name];
if (command === undefined) throw new Error(`There is no command "${name}".`);
try {
  const report = await command(JSON.parse(readFileSync(specFile, 'utf8')));
  process.stdout.write(`${JSON.stringify(report)}\n`);
} catch (error) {
  // One line, for whoever started this.
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
