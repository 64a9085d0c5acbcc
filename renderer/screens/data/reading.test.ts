import { describe, expect, it } from 'vitest';
import { configOf, nameProblem } from './reading.ts';

const draft = { settings: '', testPercent: null, testSeed: 0 };

describe('configOf', () => {
  it('is nothing where nothing is said', () => {
    expect(configOf(draft)).toEqual({ config: {}, problem: null });
  });

  it('has the settings and the part that is set apart', () => {
    expect(configOf({ settings: ' {"classes": ["cat"]}\n', testPercent: 20, testSeed: 3 }).config).toEqual({
      classes: ['cat'],
      testPart: { share: 0.2, seed: 3 },
    });
  });

  it.each(['{', '[1]', '"classes"', 'null', 'classes=cat'])('says what is wrong with %s', (settings) => {
    expect(configOf({ ...draft, settings })).toEqual({ config: null, problem: expect.stringMatching(/\.$/) });
  });
});

describe('nameProblem', () => {
  it.each(['pets', 'cifar-10.1', '0'])('takes %s', (name) => {
    expect(nameProblem(name, ['others'])).toBeNull();
  });

  it.each(['', 'Pets', 'my pets', '.pets', 'pets.', 'a'.repeat(65), '../pets'])('refuses "%s"', (name) => {
    expect(nameProblem(name, [])).toContain('small letters');
  });

  it('refuses names that are taken', () => {
    expect(nameProblem('pets', ['pets'])).toContain('already');
  });
});
