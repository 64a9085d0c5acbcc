/** The place on a device that a command takes before it computes. */
import { z } from 'zod';
import type { Occupant, Place, PlaceRequest, RunPlan } from '../runs/index.ts';
import type { Cli } from './command.ts';

/** What the option says that every command has which computes. */
export const BESIDE_HELP = 'start at once, even if another run computes on the device';

const withDevices = z.object({ devices: z.int().positive() });

/** What a run asks of the devices. */
export function requestOf({
  id,
  record,
}: {
  readonly id: string;
  readonly record: Pick<RunPlan, 'config'>;
}): PlaceRequest {
  return { id, count: withDevices.safeParse(record.config).data?.devices ?? 1 };
}

/**
 * Takes a place, and waits for one if need be, saying for which run. Ctrl-C leaves.
 *
 * @param beside - whether not to wait
 * @returns null if the person has left
 */
export async function takePlace(
  { host, output }: Cli,
  request: PlaceRequest,
  beside: boolean,
): Promise<Place | null> {
  if (beside) return host.lanes.takeBeside(request);
  const left = new AbortController();
  const leave = (): void => left.abort();
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  try {
    const onWait = (occupants: readonly Occupant[]): void => output.message(waitingWords(occupants));
    return await host.lanes.wait(request, { until: left.signal, onWait });
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
  }
}

function waitingWords(occupants: readonly Occupant[]): string {
  const computing = occupants.map(
    ({ id, lanes }) => `${id} on ${lanes.map(({ title }) => title).join(', ')}`,
  );
  return `Waiting, for a device computes one run at a time: now ${computing.join('; ')}. With --beside it starts at once, and both are slower. Ctrl-C leaves.`;
}
