/**
 * The process that holds a network and its test images for the workbench: `examiner.js`, asked over its channel, one question after the
 * other. It ends with the process that started it.
 */
import { AppError, messageOf } from '../base/errors.ts';
import { homePaths } from '../runs/index.ts';
import { openDesk } from './examiner/desk.ts';
import type { ExaminerAnswers, ExaminerCall, ExaminerReply, ExaminerRequest } from './examiner/protocol.ts';
import { findPlaces } from './places.ts';

const desk = openDesk(homePaths(), findPlaces(process.env));

async function answerTo(request: ExaminerRequest): Promise<ExaminerAnswers[keyof ExaminerAnswers]> {
  if (request.kind === 'images') return desk.images(request);
  if (request.kind === 'write') return desk.write(request);
  const { run, image, name, invert } = request;
  return desk.tryImage(run, { bytes: Buffer.from(image, 'base64'), name, invert });
}

async function replyTo({ id, request }: ExaminerCall): Promise<ExaminerReply> {
  try {
    return { id, answer: await answerTo(request) };
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    return { id, problem: { code, message: messageOf(error) } };
  }
}

let latest: Promise<void> = Promise.resolve();
process.on('message', (call: ExaminerCall) => {
  latest = latest.then(async () => {
    const reply = await replyTo(call);
    process.send?.(reply);
  });
});
process.on('disconnect', () => process.exit(0));
