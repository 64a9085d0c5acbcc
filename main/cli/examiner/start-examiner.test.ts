import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExaminer } from './start-examiner.ts';
import type { ExaminerRequest } from './protocol.ts';

/** Answers with the number of its process and of the question; dies of one name, and refuses another. */
const PROGRAM = `
let asked = 0;
process.on('message', ({ id, request }) => {
  asked += 1;
  if (request.name === 'deadly') process.kill(process.pid, 'SIGKILL');
  else if (request.name === 'wrong') process.send({ id, problem: { code: 'cli/bad-picture', message: 'It is wrong.' } });
  else process.send({ id, answer: { pid: process.pid, asked, gpu: process.env.CUDA_VISIBLE_DEVICES } });
});
process.on('disconnect', () => process.exit(0));
`;

let folder: string;
let entry: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-examiner-'));
  entry = join(folder, 'examiner.mjs');
  await writeFile(entry, PROGRAM);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const about = (name: string): Extract<ExaminerRequest, { kind: 'try' }> => ({
  kind: 'try',
  run: 'a',
  image: '',
  name,
  invert: false,
});
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('keeps its process between questions, away from the GPUs, and hands refusals on', async () => {
  const examiner = createExaminer({ entry, env: process.env });
  const first = await examiner.ask(about('a'));
  expect(first).toMatchObject({ asked: 1, gpu: '-1' });
  await expect(examiner.ask(about('wrong'))).rejects.toMatchObject({ code: 'cli/bad-picture' });
  expect(await examiner.ask(about('b'))).toEqual({ ...first, asked: 3 });
  examiner.close();
  await expect.poll(() => isAlive((first as unknown as { pid: number }).pid)).toBe(false);
});

it('says that its process has died, and starts another', async () => {
  const examiner = createExaminer({ entry, env: process.env });
  const answers = await Promise.allSettled([examiner.ask(about('deadly')), examiner.ask(about('a'))]);
  for (const answer of answers) {
    expect(answer).toMatchObject({
      reason: { code: 'cli/examiner-ended', message: expect.stringContaining('SIGKILL') },
    });
  }
  expect(await examiner.ask(about('a'))).toMatchObject({ asked: 1 });
  examiner.close();
});

it('ends its process when it is not asked any more', async () => {
  const examiner = createExaminer({ entry, env: process.env, idleMs: 50 });
  const { pid } = (await examiner.ask(about('a'))) as unknown as { pid: number };
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await examiner.ask(about('a'))).toMatchObject({ asked: 1 });
  examiner.close();
});
