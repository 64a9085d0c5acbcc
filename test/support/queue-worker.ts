/** A process that works on the queue of its home: `queue-worker.mjs TRAINER`. It says which jobs it starts, a line each. */
import { homePaths } from '../../main/runs/index.ts';
import { arithmeticQueue } from './arithmetic-queue.ts';

const { work } = arithmeticQueue(homePaths(), process.argv[2] ?? '');
const dispatcher = work({
  onJob: ({ id, state }) => process.stdout.write(`${id} ${state}\n`),
  onStandBy: () => process.stdout.write('stands by\n'),
});
process.stdout.write('works\n');
await dispatcher.ended;
