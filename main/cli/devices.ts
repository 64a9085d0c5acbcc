/** The devices of this machine that compute one run each. */
import { execFile } from 'node:child_process';
import type { Lane } from '../runs/index.ts';
import type { Places } from './places.ts';
import { readSetup } from './setup-manifest.ts';

const CPU: Lane = { id: 'cpu', title: 'the CPU', env: {} };
const TIMEOUT_MS = 10_000;

/**
 * The GPUs, where the installation computes on them and the driver knows of some; else the processor, all of whose cores one run
 * uses. They are looked for once.
 */
export function findDevices(places: Places, env: NodeJS.ProcessEnv): () => Promise<readonly Lane[]> {
  let found: Promise<readonly Lane[]> | null = null;
  return () => (found ??= look(places, env));
}

async function look(places: Places, env: NodeJS.ProcessEnv): Promise<readonly Lane[]> {
  const { manifest } = await readSetup(places, env);
  if (manifest?.gpu.used !== true) return [CPU];
  const gpus = visibleGpus(await gpuList(env), env['CUDA_VISIBLE_DEVICES']);
  return gpus.length === 0 ? [CPU] : gpus;
}

/** What `nvidia-smi --query-gpu=index,uuid,name --format=csv,noheader` prints; nothing where there is no driver. */
function gpuList(env: NodeJS.ProcessEnv): Promise<string> {
  const query = ['--query-gpu=index,uuid,name', '--format=csv,noheader'];
  return new Promise((resolve) => {
    execFile('nvidia-smi', query, { env, timeout: TIMEOUT_MS }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    );
  });
}

/**
 * The GPUs of that list which a process may use.
 *
 * @param list - a line each: number, UUID, name
 * @param restriction - the value of CUDA_VISIBLE_DEVICES, if it is set: numbers or beginnings of UUIDs
 */
export function visibleGpus(list: string, restriction: string | undefined): readonly Lane[] {
  const gpus = list.split('\n').flatMap((line) => {
    const [index = '', id = '', ...name] = line.split(',').map((part) => part.trim());
    return id === '' ? [] : [{ index, id, name: name.join(', ') }];
  });
  const wanted = restriction?.split(',').map((part) => part.trim());
  return gpus
    .filter(
      ({ index, id }) =>
        wanted?.some((part) => part === index || (part !== '' && id.startsWith(part))) ?? true,
    )
    .map(({ index, id, name }) => ({
      // By its UUID: the numbers that CUDA gives may be others than those of the driver.
      id,
      title: `GPU ${index} (${name})`,
      env: { CUDA_VISIBLE_DEVICES: id },
    }));
}
