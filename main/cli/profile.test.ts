import { describe, expect, it } from 'vitest';
import { createBuilder, createTfjsExecutor, float32 } from '../engine/index.ts';
import type { Executor } from '../engine/index.ts';
import { profilerOf } from './profile.ts';

const OPS = [{ op: 'Relu', calls: 1, seconds: 0.5 }];

/** An executor whose ops take half a second, by its own account. */
async function slowExecutor(): Promise<Executor> {
  const tfjs = await createTfjsExecutor();
  return {
    ...tfjs,
    async load(bundle) {
      const executable = await tfjs.load(bundle);
      return {
        run: (program, feeds) => executable.run(program, feeds),
        profile: async (program, feeds) => ({ results: await executable.run(program, feeds), times: OPS }),
        read: (name) => executable.read(name),
        write: (name, value) => executable.write(name, value),
        dispose: () => executable.dispose(),
      };
    },
  };
}

function program() {
  const b = createBuilder();
  return b.build('step', { fetches: { y: b.one('relu', [b.feed('x', float32(2))]) } });
}

describe('profilerOf', () => {
  it('traces from when it is told to, and gives the same results', async () => {
    const profiler = profilerOf(await slowExecutor());
    const loaded = await profiler.executor.load({ variables: {}, programs: { step: program() } });
    const feeds = { x: Float32Array.of(-1, 2) };
    expect(await loaded.run('step', feeds)).toEqual({ y: Float32Array.of(0, 2) });
    expect(profiler.times().size).toBe(0);
    profiler.begin();
    expect(await loaded.run('step', feeds)).toEqual({ y: Float32Array.of(0, 2) });
    expect([...profiler.times()]).toEqual([['step', OPS]]);
    await loaded.dispose();
  });
});
