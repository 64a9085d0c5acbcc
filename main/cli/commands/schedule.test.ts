import { describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { ALL_SCHEDULES } from '../../train/index.ts';

const schedule = (...argv: string[]): Promise<Called> => call(['schedule', ...argv], '/nowhere');
const options = (...texts: string[]): string[] => texts.flatMap((text) => ['--option', text]);

describe('schedule', () => {
  it('gives the value of each epoch', async () => {
    const { code, lines } = await schedule(
      'stepDecay',
      '--epochs',
      '3',
      ...options('max=1', 'gamma=0.5'),
      '--json',
    );
    expect(code).toBe(0);
    expect(lines).toEqual([
      { schedule: 'stepDecay', epochs: 3, options: { max: 1, gamma: 0.5, every: 1 }, values: [1, 0.5, 0.25] },
    ]);
  });

  it.each(['cosine_power', 'cosine-power', 'CosinePower', 'cosine_power_annealing'])(
    'knows %s and the arguments of the published function',
    async (name) => {
      const given = options('max_lr=0.025', 'min_lr=1e-8', 'exponent_order=2', 'warmup_epochs=5');
      const { lines } = await schedule(name, '--epochs', '600', ...given, '--json');
      const config = { max: 0.025, min: 1e-8, power: 2, warmupEpochs: 5, variant: 'code' } as const;
      const values = ALL_SCHEDULES.cosinePower.values(600, config);
      expect(lines).toEqual([{ schedule: 'cosinePower', epochs: 600, options: config, values }]);
    },
  );

  it('takes null as what the schedule has by itself', async () => {
    const { lines } = await schedule(
      'cosinePower',
      '--epochs',
      '9',
      ...options('max=1', 'warmup_epochs=null'),
      '--json',
    );
    expect(lines[0]).toMatchObject({ options: { warmupEpochs: 0 } });
  });

  it('can begin where a run goes on', async () => {
    const whole = ['constant', '--epochs', '30', ...options('max=1', 'start_epoch=11')];
    const rest = await schedule(...whole, ...options('restart_lr=false'), '--json');
    expect(rest.lines[0]).toMatchObject({ epochs: 30, values: new Array<number>(20).fill(1) });
    expect((await schedule(...whole, '--json')).lines[0]?.['values']).toHaveLength(30);
  });

  it('counts the epochs of its table from 1', async () => {
    const given = options('p=0.5', 'startEpoch=2', 'restart=false');
    const { stdout } = await schedule('drop_path', '--epochs', '3', ...given);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/ +/)),
    ).toEqual([
      ['epoch', 'value'],
      ['2', String(0.5 / 3)],
      ['3', String(1 / 3)],
    ]);
  });

  it.each([
    [
      ['cosin', '--epochs', '3'],
      /no schedule "cosin" \(did you mean cosine\?\)\. Schedules: cosine, cosinePower, /,
    ],
    [['cosine'], /Required option '--epochs <number>' not specified/],
    [['cosine', '--epochs', '0'], /whole number above 0/],
    [['cosine', '--epochs', '5,6,7'], /whole number above 0/],
    [['cosine', '--epochs', '3'], /"max" cannot be used: is missing; expected a number above 0/],
    [
      ['cosine', '--epochs', '3', ...options('high=1')],
      /cosine has no option "high"\. Options: max, min, startEpoch and restart\./,
    ],
    [['cosine', '--epochs', '3', ...options('max')], /key=value, not "max"/],
    [
      ['cosine_power', '--epochs', '9', ...options('max=1', 'p=0.5')],
      /"power" cannot be used: expected a number from 1/,
    ],
    [
      ['cosine_power', '--epochs', '5', ...options('max=1', 'warmup_epochs=5')],
      /"warmupEpochs" does not fit: a warm-up of 5 epochs does not fit into 5/,
    ],
    [
      ['cosine', '--epochs', '3', ...options('max=1', 'start_epoch=4')],
      /There is no epoch 4 in a run of 3\./,
    ],
  ])('refuses %j', async (argv, sentence) => {
    const { code, stderr, stdout } = await schedule(...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dartboard: [^\n]*\n$/);
    expect(stdout).toBe('');
  });
});
