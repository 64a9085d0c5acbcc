import { expect, it } from 'vitest';
import { createBuilder, createTensorflowExecutor, float32 } from '../../main/engine/index.ts';

it('a profiled run gives the same results, and every kind of op with its calls', async () => {
  const b = createBuilder();
  const x = b.feed('x', float32(2, 3));
  const y = b.one('relu', [b.one('tanh', [b.one('relu', [x])])]);
  const program = b.build('step', { fetches: { y } });
  const executable = await createTensorflowExecutor().load({ variables: {}, programs: { step: program } });
  const feeds = { x: Float32Array.of(-1, 0.5, 2, -3, 0.25, 1) };
  const profile = await executable.profile?.('step', feeds);
  expect(profile?.results).toEqual(await executable.run('step', feeds));
  const calls = new Map(profile?.times.map((time) => [time.op, time.calls]));
  expect([calls.get('Relu'), calls.get('Tanh')]).toEqual([2, 1]);
  expect(profile?.times.every(({ seconds }) => seconds >= 0)).toBe(true);
  await executable.dispose();
});
