import type { BatchStream } from '../../../../main/data/index.ts';
import type { TimedReport } from '../specs.ts';

/** So long the code is warmed up, which a run of hours does once. */
const WARM_UP_MS = 1000;

/** Takes batches for so many seconds, as a trainer would that computes nothing. */
export function timedStream(stream: BatchStream, seconds: number): Promise<TimedReport> {
  let at = 0;
  return timed(seconds, async () => {
    const epoch = Math.floor(at / stream.batchesPerEpoch);
    const batch = await stream.batch(epoch, at % stream.batchesPerEpoch);
    at += 1;
    return batch.size;
  });
}

/** Calls for so many seconds, after the warm-up; each call says how many images it made. */
export async function timed(seconds: number, make: () => Promise<number>): Promise<TimedReport> {
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) await make();
  const [began, cpuBefore] = [performance.now(), process.cpuUsage()];
  let images = 0;
  while (performance.now() - began < 1000 * seconds) images += await make();
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { images, seconds: elapsed, cpu_s: (user + system) / 1e6, peak_rss_mb: peakMegabytes() };
}

/** The largest resident size of this process. */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
