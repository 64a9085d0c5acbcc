import { describe, expect, it } from 'vitest';
import { seedsOf } from './form.ts';
import { queueSeeds } from './queue-seeds.ts';

describe('queueSeeds', () => {
  it('queues every seed in its order', async () => {
    const asked = await queueSeeds([7, 8], async (seed) => `job-${seed}`);
    expect(asked).toEqual({ jobs: ['job-7', 'job-8'], rest: null, problem: null });
  });

  it('says what is in the queue where one is refused, and leaves only the others to be asked for', async () => {
    const held: number[] = [];
    let isFull = true;
    const add = async (seed: number): Promise<string> => {
      if (isFull && seed === 9) throw new Error('The disk is full.');
      held.push(seed);
      return `job-${seed}`;
    };
    const { jobs, rest, problem } = await queueSeeds([7, 8, 9, 10], add);
    expect(jobs).toEqual(['job-7', 'job-8']);
    expect(problem).toContain('Seeds 7 to 8 are in the queue, seed 9 is not: The disk is full.');
    expect(rest).toEqual({ seed: '9', runs: '2' });
    isFull = false;
    await queueSeeds(seedsOf(rest ?? { seed: '7', runs: '4' }), add);
    expect(held).toEqual([7, 8, 9, 10]);
  });

  it('says only why where none was queued', async () => {
    const { jobs, rest, problem } = await queueSeeds([3, 4], () => Promise.reject(new Error('No room.')));
    expect({ jobs, rest, problem }).toEqual({
      jobs: [],
      rest: { seed: '3', runs: '2' },
      problem: 'No room.',
    });
  });
});
