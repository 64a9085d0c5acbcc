/** A trainer's process whose runs are arithmetic loops: what is tested is everything around the mathematics. */
import { homePaths, openStore, runToEnd, SYSTEM_CLOCK } from '../../main/runs/index.ts';
import { prepareArithmetic } from './arithmetic-loop.ts';

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('message', () => stop.abort());
const run = await openStore(homePaths()).find(process.argv[2] ?? '');
const end = await runToEnd({ run, prepare: prepareArithmetic, stop: stop.signal, clock: SYSTEM_CLOCK });
process.exit(end.state === 'finished' ? 0 : 1);
