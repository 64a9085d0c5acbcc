/**
 * A process that runs one tiny run on TensorFlow and prints its trail as JSON.
 *
 * Arguments: name, folder of the embedded data, and where a snapshot goes and after which step.
 */
import { writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { createTensorflowExecutor } from '../../main/engine/index.ts';
import { runToTrail, TINY_RUNS } from './tiny-runs.ts';

const [name, resources = '', file = '', step = ''] = process.argv.slice(2);
const open = Object.entries(TINY_RUNS).find(([known]) => known === name)?.[1];
if (open === undefined) throw new Error(`no tiny run is called ${name ?? 'nothing'}`);
const loop = await open({ executor: createTensorflowExecutor(), resources, seed: 5, restore: null });
const { trail, snapshot } = await runToTrail(loop, step === '' ? null : Number(step));
if (file !== '') writeFileSync(file, serialize(snapshot));
process.stdout.write(JSON.stringify(trail));
