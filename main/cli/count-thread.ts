/** Entry point of the thread that counts networks, so that no answer of the host waits for it. TensorFlow is never loaded here. */
import { availableParallelism, cpus } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { defined } from '../base/assert.ts';
import { AppError, messageOf } from '../base/errors.ts';
import { countCell, memoryOfCell } from './count-cells.ts';
import { countPathOf } from './hypercuboid/count-path.ts';
import { countRecurrentCell } from './language/count-recurrent.ts';
import type { CountAnswer, CountQuestion } from './serve/cell-service.ts';

const port = defined(parentPort, 'count-thread.ts runs in a worker thread');
// Electron's Node.js may not have the newer of the two.
const threads = typeof availableParallelism === 'function' ? availableParallelism() : cpus().length;

port.on('message', (question: CountQuestion) => {
  void answer(question).then((message) => port.postMessage(message));
});

async function answer(question: CountQuestion): Promise<CountAnswer> {
  const { id } = question;
  try {
    if (question.kind === 'count') return { id, count: countCell(question.request) };
    if (question.kind === 'path') return { id, path: countPathOf(question.request) };
    if (question.kind === 'recurrent') return { id, recurrent: countRecurrentCell(question.request) };
    return { id, memory: await memoryOfCell(question.request, threads) };
  } catch (error) {
    if (!(error instanceof AppError)) return { id, code: 'internal', problem: messageOf(error) };
    return { id, code: error.code, problem: error.message };
  }
}
