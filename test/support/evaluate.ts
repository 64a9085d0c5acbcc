/** Small programs, run on the spot. */
import { createBuilder, createTfjsExecutor } from '../../main/engine/index.ts';
import type { EngineBuilder, TensorData, Var } from '../../main/engine/index.ts';

/**
 * Writes a program, runs it with tfjs, and gives its fetches as lists of numbers.
 * @param write - emits the program and returns its fetches
 * @param feeds - values of what `write` feeds
 */
export async function evaluate(
  write: (b: EngineBuilder) => Readonly<Record<string, Var | undefined>>,
  feeds: Readonly<Record<string, TensorData>> = {},
): Promise<Readonly<Record<string, readonly number[]>>> {
  const b = createBuilder();
  const named = Object.entries(write(b)).flatMap(([name, v]) =>
    v === undefined ? [] : [[name, v] as const],
  );
  const program = b.build('main', { fetches: Object.fromEntries(named) });
  const loaded = await (await createTfjsExecutor()).load({ variables: {}, programs: { main: program } });
  const found = await loaded.run('main', feeds);
  await loaded.dispose();
  return Object.fromEntries(Object.entries(found).map(([name, data]) => [name, Array.from(data)]));
}
