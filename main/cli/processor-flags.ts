import { readFile } from 'node:fs/promises';

const LINUX = '/proc/cpuinfo';

/**
 * What the processor can do, in the words of Linux: `avx2`, `avx512_bf16`; null where the system does not tell.
 * @param file - what the system tells it in
 */
export async function processorFlags(file: string = LINUX): Promise<ReadonlySet<string> | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const words = /^flags\s*:(.*)$/m.exec(text)?.[1];
  return words === undefined ? null : new Set(words.trim().split(/\s+/));
}
