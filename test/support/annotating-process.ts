/** Adds tags to a run, one after the other: `annotating-process FOLDER NAME COUNT`. */
import { basename, dirname } from 'node:path';
import { annotate, homePaths, openStore } from '../../main/runs/index.ts';

const [, , folder = '', name = '', count = '0'] = process.argv;
const home = dirname(dirname(folder));
const store = openStore(homePaths({ env: { DARTBOARD_HOME: home }, platform: process.platform }));
const run = await store.find(basename(folder));
for (let i = 0; i < Number(count); i++) await annotate(run, { addTags: [`${name}-${i}`] });
process.exit(0);
