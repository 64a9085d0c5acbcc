import { afterEach, beforeEach, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { DEFAULT_CARE } from '../../runs/index.ts';
import { SEARCH_PRESETS, searchConfigSchema } from '../../search/index.ts';
import { configure } from '../settings.ts';
import { commandOf } from './run-command.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const search = (set: readonly string[]) => ({
  ...arithmeticPlan(),
  kind: 'search' as const,
  preset: 'tiny',
  seed: 7,
  care: { ...DEFAULT_CARE, onAlarm: 'stop' as const },
  data: { name: 'my data', id: 'x' },
  config: JSON.parse(JSON.stringify(configure(searchConfigSchema, SEARCH_PRESETS.tiny.config, set))),
});

it('says what a search was asked for, settings that are not the preset’s included', async () => {
  const { record } = await home.store.create(search(['epochs=3', 'method.options.alphas.learningRate=0.01']));
  expect(commandOf(record)).toBe(
    "npx dartboard search --preset tiny --data 'my data' --seed 7 --set epochs=3 --set method.options.alphas.learningRate=0.01 --on-alarm stop",
  );
});

it('repeats by its record what a line cannot say', async () => {
  for (const plan of [
    { ...search([]), config: { epochs: 'many' } },
    { ...search([]), preset: 'of another version' },
    { ...search([]), preset: null },
    { ...search([]), origin: { kind: 'fork' as const, run: 'x', step: 4 } },
  ]) {
    const { record } = await home.store.create(plan);
    expect(commandOf(record)).toBe(`npx dartboard runs again ${record.id}`);
  }
});
