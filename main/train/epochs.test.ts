import { describe, expect, it } from 'vitest';
import { carriedOf, isScored, positionAt, runEpochs } from './epochs.ts';
import type { EpochPlan, Position } from './epochs.ts';
import type { EpochEvent, StepEvent } from './events.ts';

const EPOCHS = 2;
const STEPS = 3;
type Told = StepEvent | EpochEvent<string>;

/** Two epochs of three steps whose losses say where they were made; `log` gets what the plan was asked to do. */
function plan(position: Position, log: string[] = []): EpochPlan<string> {
  return {
    position,
    stepsPerEpoch: STEPS,
    epochs: EPOCHS,
    learningRate: (epoch) => [0.2, 0.1][epoch] ?? 0,
    async step({ epoch, index, learningRate }) {
      log.push(`step ${epoch}.${index} at ${learningRate}`);
      // The last batch of an epoch is half as large.
      const size = index === STEPS - 1 ? 5 : 10;
      return { train: { loss: 10 * epoch + index, accuracy: 0.1 * index }, valid: null, size };
    },
    async closeEpoch(epoch) {
      log.push(`close ${epoch}`);
      return { valid: { loss: epoch, accuracy: 1 }, detail: `epoch ${epoch}` };
    },
  };
}

async function told(position: Position, log?: string[]): Promise<Told[]> {
  const events: Told[] = [];
  for await (const event of runEpochs(plan(position, log))) events.push(event);
  return events;
}

describe('runEpochs', () => {
  it('tells each step, and each epoch after its steps', async () => {
    const log: string[] = [];
    const events = await told(positionAt(null), log);
    expect(log).toEqual([
      ...['step 0.0 at 0.2', 'step 0.1 at 0.2', 'step 0.2 at 0.2', 'close 0'],
      ...['step 1.0 at 0.1', 'step 1.1 at 0.1', 'step 1.2 at 0.1', 'close 1'],
    ]);
    expect(events.map((event) => (event.type === 'step' ? event.step : event.detail))).toEqual([
      ...[1, 2, 3, 'epoch 0', 4, 5, 6, 'epoch 1'],
    ]);
    expect(events[1]).toEqual({
      type: 'step',
      epoch: 0,
      step: 2,
      steps: 6,
      train: { loss: 1, accuracy: 0.1 },
      valid: null,
      learningRate: 0.2,
    });
    expect(events[3]).toMatchObject({ type: 'epoch', epoch: 0, epochs: 2, valid: { loss: 0, accuracy: 1 } });
  });

  it('means each epoch over its own examples', async () => {
    const events = await told(positionAt(null));
    const losses = events.flatMap((event) => (event.type === 'epoch' ? [event.train.loss] : []));
    expect(losses).toEqual([(0 * 10 + 1 * 10 + 2 * 5) / 25, (10 * 10 + 11 * 10 + 12 * 5) / 25]);
  });

  it('goes on after any event as if it had not stopped', async () => {
    const whole = await told(positionAt(null));
    for (let stop = 1; stop <= whole.length; stop += 1) {
      const position = positionAt(null);
      const events = runEpochs(plan(position));
      const before: Told[] = [];
      while (before.length < stop) {
        const { value, done } = await events.next();
        if (done === true) throw new Error('it ended early');
        before.push(value);
      }
      // As it would come from a file.
      const saved: unknown = JSON.parse(JSON.stringify(carriedOf(position)));
      const after = await told(positionAt({ step: position.step, carried: saved }));
      expect([...before, ...after]).toEqual(whole);
    }
  });

  it('reports an epoch that ended just before the snapshot, once', async () => {
    const position = positionAt(null);
    const events = runEpochs(plan(position));
    for (let step = 0; step < STEPS; step += 1) await events.next();
    expect(carriedOf(position)).toMatchObject({ unreported: 0 });
    await events.next();
    expect(carriedOf(position)).toMatchObject({ unreported: null, soFar: { examples: 0 } });
  });

  it('keeps the first epoch of highest accuracy among those that were scored', async () => {
    const accuracies = [0.1, 0.7, null, 0.7, 0.3];
    const position = positionAt(null);
    const found: unknown[] = [];
    const scored: EpochPlan<null> = {
      ...plan(position),
      epochs: accuracies.length,
      async closeEpoch(epoch) {
        const accuracy = accuracies[epoch] ?? null;
        return { valid: accuracy === null ? null : { loss: 1, accuracy }, detail: null };
      },
    };
    for await (const event of runEpochs(scored)) if (event.type === 'epoch') found.push(position.best);
    const best = { epoch: 1, accuracy: 0.7 };
    expect(found).toEqual([{ epoch: 0, accuracy: 0.1 }, best, best, best, best]);
    expect(positionAt({ step: 15, carried: carriedOf(position) })).toEqual(position);
  });

  it('does not claim to know the best epoch after a snapshot that did not keep it', async () => {
    const { soFar } = positionAt(null);
    const position = positionAt({ step: 3, carried: { soFar, unreported: null } });
    for await (const event of runEpochs(plan(position))) expect(event.epoch).toBe(1);
    expect(position.best).toBeUndefined();
    expect(carriedOf(position)).toEqual({ soFar, unreported: null });
  });

  it('has nothing left to do at the end', async () => {
    const log: string[] = [];
    const carried = carriedOf(positionAt(null));
    expect(await told(positionAt({ step: 6, carried }), log)).toEqual([]);
    expect(log).toEqual([]);
  });
});

describe('positionAt', () => {
  it.each([[null], [{}], [{ soFar: 1, unreported: null }], [{ ...positionAt(null) }]])(
    'refuses what another loop carries: %j',
    (carried) => {
      expect(() => positionAt({ step: 1, carried })).toThrow(
        /The saved state does not belong to this run: it does not say where in an epoch/,
      );
    },
  );
});

it.each([
  { epochs: 7, evaluateEvery: 3, scored: [2, 5, 6] },
  { epochs: 4, evaluateEvery: 2, scored: [1, 3] },
  { epochs: 2, evaluateEvery: 5, scored: [1] },
  { epochs: 3, evaluateEvery: null, scored: [] },
])(
  'scores the epochs $scored of $epochs where every $evaluateEvery is asked for',
  ({ scored, ...settings }) => {
    const all = Array.from({ length: settings.epochs }, (_, epoch) => epoch);
    expect(all.filter((epoch) => isScored(epoch, settings))).toEqual(scored);
  },
);
