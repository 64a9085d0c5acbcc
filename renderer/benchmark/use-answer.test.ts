import { describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import { useAnswer } from './use-answer.ts';

describe('an answer', () => {
  it('stays until the next is there, and only the newest counts', async () => {
    const question = ref<string | null>('a');
    const waiting = new Map<string, (answer: string) => void>();
    const { value } = useAnswer(
      () => question.value,
      (text) => new Promise<string>((resolve) => waiting.set(text, resolve)),
    );
    waiting.get('a')?.('A');
    await nextTick();
    expect(value.value).toBe('A');
    question.value = 'b';
    await nextTick();
    question.value = 'c';
    await nextTick();
    expect(value.value).toBe('A');
    waiting.get('c')?.('C');
    await nextTick();
    waiting.get('b')?.('B');
    await nextTick();
    expect(value.value).toBe('C');
    question.value = null;
    await nextTick();
    expect(value.value).toBeNull();
  });

  it('that cannot be had says why, and is asked for again', async () => {
    let isThere = false;
    const { value, problem, again } = useAnswer(
      () => 'a',
      () => (isThere ? Promise.resolve('A') : Promise.reject(new Error('The host is gone.'))),
    );
    await nextTick();
    expect([value.value, problem.value]).toEqual([null, 'The host is gone.']);
    isThere = true;
    again();
    await nextTick();
    expect([value.value, problem.value]).toEqual(['A', null]);
  });
});
