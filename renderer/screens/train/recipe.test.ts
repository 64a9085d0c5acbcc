import { expect, it } from 'vitest';
import { recipeOf } from './recipe.ts';

it('says what is set, and nothing of what is off', () => {
  const settings = [
    { name: 'Seed', value: '1' },
    { name: 'Batch', value: '64' },
    { name: 'Epochs', value: '5' },
    { name: 'Augment flip', value: 'yes' },
    { name: 'Augment cutout length', value: 'none' },
    { name: 'Drop path', value: '0' },
    { name: 'Auxiliary', value: 'no' },
    { name: 'Auxiliary weight', value: '0.4' },
  ];
  expect(recipeOf(settings)).toBe('5 epochs, batches of 64, mirrored at random.');
  expect(recipeOf([])).toBe('Its settings stand in the inspector.');
});
